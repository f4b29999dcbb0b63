# Logit random intercepts by nine-point adaptive quadrature (lme4::glmer). Usage: Rscript ... OUTPUT.json
suppressPackageStartupMessages({library(lme4); library(jsonlite)})
tight <- glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5), tolPwrss = 1e-12,
                      check.conv.singular = "ignore")

one <- function(source, y, X, groups) {
  groups <- factor(groups, levels = sort(unique(as.character(groups)), method = "radix"))
  data <- data.frame(y = y, groups = groups)
  if (ncol(X)) data <- cbind(data, X)
  formula <- as.formula(paste("y ~", paste(c("1", colnames(X)), collapse = " + "), "+ (1 | groups)"))
  fit <- glmer(formula, data, family = binomial, nAGQ = 9, control = tight)
  effects <- ranef(fit, condVar = TRUE)$groups
  list(source = source, y = y, X = as.list(X), groups = as.character(groups), labels = rownames(effects),
       coefficients = unname(fixef(fit)), standard_errors = unname(sqrt(diag(as.matrix(vcov(fit))))),
       sd_between = unname(getME(fit, "theta")), loglik = as.numeric(logLik(fit)),
       effects = effects[[1]], effect_se = sqrt(attr(effects, "postVar")[1, 1, ]))
}
data(list = c("cbpp", "VerbAgg"), package = "lme4")
data(list = "bacteria", package = "MASS")
rows <- rep(seq_len(nrow(cbpp)), cbpp$size)   # one row per animal
ill <- unlist(mapply(function(k, n) rep(c(1, 0), c(k, n - k)), cbpp$incidence, cbpp$size, SIMPLIFY = FALSE))
persons <- levels(VerbAgg$id)[seq(1, 316, by = 4)]
verbal <- droplevels(VerbAgg[VerbAgg$id %in% persons, ])

cases <- list(
  cbpp = one("Lesnoff et al. 2004, Preventive Veterinary Medicine 64, 27-40; lme4::cbpp, one row per animal",
    ill, as.data.frame(model.matrix(~ period, cbpp)[rows, -1], row.names = seq_along(rows)), as.character(cbpp$herd)[rows]),
  verbagg = one("De Boeck & Wilson 2004, Explanatory Item Response Models; lme4::VerbAgg, every fourth person",
    as.numeric(verbal$r2 == "Y"), data.frame(anger = verbal$Anger, male = as.numeric(verbal$Gender == "M"),
      scold = as.numeric(verbal$btype == "scold"), shout = as.numeric(verbal$btype == "shout"),
      self = as.numeric(verbal$situ == "self"), do = as.numeric(verbal$mode == "do")), verbal$id),
  bacteria = one("Dr Amanda Leach; Menzies School of Health Research 1999-2000 Annual Report, p. 20; MASS::bacteria",
    as.numeric(bacteria$y == "y"), data.frame(active = as.numeric(bacteria$ap == "a"),
      late = as.numeric(bacteria$week > 2)), bacteria$ID))

writeLines(toJSON(list(versions = list(R = as.character(getRversion()), lme4 = as.character(packageVersion("lme4")),
  MASS = as.character(packageVersion("MASS"))), cases = cases), digits = I(17), auto_unbox = TRUE), commandArgs(TRUE)[1])
