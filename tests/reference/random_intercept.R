# One-way random intercepts by REML (lme4) on published data. Usage: Rscript random_intercept.R OUTPUT.json
suppressPackageStartupMessages({library(lme4); library(jsonlite)})
tight <- lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-14), check.conv.singular = "ignore")

one <- function(source, y, X, groups) {
  groups <- factor(groups, levels = sort(unique(as.character(groups)), method = "radix"))
  data <- data.frame(y = y, groups = groups)
  if (ncol(X)) data <- cbind(data, X)
  names <- c("1", colnames(X))
  formula <- as.formula(paste("y ~", paste(names, collapse = " + "), "+ (1 | groups)"))
  fit <- lmer(formula, data, REML = TRUE, control = tight)
  plain <- lm(as.formula(paste("y ~", paste(names, collapse = " + "))), data)
  profile <- lmer(formula, data, REML = TRUE, devFunOnly = TRUE)
  best <- getME(fit, "theta"); lowest <- profile(best)
  beyond <- function(theta) profile(theta) - lowest - qchisq(.95, 1)
  icc <- function(theta) theta^2 / (1 + theta^2)
  lower <- if (beyond(0) <= 0) 0 else uniroot(beyond, c(0, best), tol = 1e-12)$root
  end <- max(2 * best, .1); while (beyond(end) < 0) end <- 2 * end
  upper <- uniroot(beyond, c(max(best, 0), end), tol = 1e-12)$root
  effects <- ranef(fit, condVar = TRUE)$groups
  v <- as.data.frame(VarCorr(fit))$vcov
  # Henderson: the prediction error variance from the full mixed model equations, solved as one matrix
  Z <- as.matrix(getME(fit, "Z")); W <- cbind(getME(fit, "X"), Z); p <- ncol(W) - ncol(Z)
  pev <- if (v[1] > 0) {
    M <- crossprod(W) / v[2]
    M[p + seq_len(ncol(Z)), p + seq_len(ncol(Z))] <-
      M[p + seq_len(ncol(Z)), p + seq_len(ncol(Z))] + diag(ncol(Z)) / v[1]
    sqrt(diag(solve(M))[-seq_len(p)])
  } else rep(0, ncol(Z))
  list(source = source, y = y, X = as.list(X), groups = as.character(groups),
       labels = rownames(effects), coefficients = unname(fixef(fit)),
       standard_errors = unname(sqrt(diag(as.matrix(vcov(fit))))), var_between = v[1], var_within = v[2],
       effects = effects[[1]], effect_se = sqrt(attr(effects, "postVar")[1, 1, ]), effect_pev_se = unname(pev),
       restricted_loglik = as.numeric(logLik(fit)), icc_interval = c(icc(lower), icc(upper)),
       likelihood_ratio = as.numeric(2 * (logLik(fit) - logLik(plain, REML = TRUE))))
}
empty <- function(n) data.frame(row.names = seq_len(n))

data(list = c("Dyestuff", "Dyestuff2", "Penicillin", "InstEval"), package = "lme4")
data(list = c("MathAchieve", "Rail"), package = "nlme")
lecturers <- names(which(table(InstEval$d) >= 25))
lecturers <- lecturers[seq(1, length(lecturers), length.out = 40)]
some <- droplevels(InstEval[InstEval$d %in% lecturers, ])
schools <- levels(factor(as.character(MathAchieve$School)))[seq(1, 160, by = 8)]
pupils <- MathAchieve[as.character(MathAchieve$School) %in% schools, ]

cases <- list(
  dyestuff = one("Davies & Goldsmith 1972, Statistical Methods in Research and Production, section 6.4; lme4::Dyestuff",
    Dyestuff$Yield, empty(30), Dyestuff$Batch),
  dyestuff2 = one("Box & Tiao 1973, Bayesian Inference in Statistical Analysis, section 5.1.2 (made up there so that the variance between batches is 0); lme4::Dyestuff2",
    Dyestuff2$Yield, empty(30), Dyestuff2$Batch),
  penicillin_plate = one("Davies & Goldsmith 1972, section 6.6; lme4::Penicillin, samples as columns",
    Penicillin$diameter, as.data.frame(model.matrix(~ sample, Penicillin)[, -1]), Penicillin$plate),
  rail = one("Devore 2000, Probability and Statistics for Engineering and the Sciences, 5th ed.; nlme::Rail",
    as.numeric(Rail$travel), empty(18), Rail$Rail),
  insteval = one("ratings of lectures at ETH Zurich; lme4::InstEval, 40 lecturers with at least 25 ratings",
    as.numeric(some$y), data.frame(service = as.numeric(some$service == "1"),
      studage = as.numeric(as.character(some$studage)), lectage = as.numeric(as.character(some$lectage))), some$d),
  math = one("High School and Beyond 1982, Raudenbush & Bryk 2002, Hierarchical Linear Models; nlme::MathAchieve, every eighth school",
    pupils$MathAch, data.frame(SES = pupils$SES, MEANSES = pupils$MEANSES,
      female = as.numeric(pupils$Sex == "Female")), as.character(pupils$School)))

writeLines(toJSON(list(versions = list(R = as.character(getRversion()), lme4 = as.character(packageVersion("lme4")),
  nlme = as.character(packageVersion("nlme"))), cases = cases), digits = I(17), auto_unbox = TRUE), commandArgs(TRUE)[1])
