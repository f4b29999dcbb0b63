# Within and between coefficients (lme4), with manifest and with shrunken group means. Usage: Rscript ... OUTPUT.json
suppressPackageStartupMessages({library(lme4); library(jsonlite)})
tight <- lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-14), check.conv.singular = "ignore")

split <- function(outcome, intake, alliance, groups, level, df, site = NULL) {
  data <- data.frame(outcome, intake, groups, within = alliance - level, between = level)
  if (is.null(site)) data$site <- 0 else data$site <- site
  fit <- lmer(if (is.null(site)) outcome ~ intake + within + between + (1 | groups) else
    outcome ~ intake + site + within + between + (1 | groups), data, control = tight)
  b <- fixef(fit); V <- as.matrix(vcov(fit)); at <- c("within", "between")
  contextual <- unname(b["between"] - b["within"])
  contextual_se <- sqrt(V["between", "between"] + V["within", "within"] - 2 * V["within", "between"])
  v <- as.data.frame(VarCorr(fit))$vcov
  list(within = unname(b["within"]), within_se = sqrt(V["within", "within"]), between = unname(b["between"]),
       between_se = sqrt(V["between", "between"]),
       between_interval = unname(b["between"]) + c(-1, 1) * qt(.975, df) * sqrt(V["between", "between"]),
       contextual = contextual, contextual_se = contextual_se, var_between = v[1], var_within = v[2])
}
one <- function(source, outcome, intake, alliance, groups) {
  groups <- factor(groups, levels = sort(unique(as.character(groups)), method = "radix"))
  J <- nlevels(groups)
  scores <- lmer(alliance ~ 1 + (1 | groups), control = tight)
  v <- as.data.frame(VarCorr(scores))$vcov; n <- as.numeric(table(groups))
  without <- lmer(outcome ~ intake + (1 | groups), control = tight)
  shrunken <- (fixef(scores) + ranef(scores)$groups[[1]])[as.integer(groups)]
  list(source = source, outcome = outcome, intake = intake, alliance = alliance, groups = as.character(groups),
       manifest = split(outcome, intake, alliance, groups, ave(alliance, groups), J - 2),
       corrected = split(outcome, intake, alliance, groups, shrunken, J - 2),
       alliance_icc = v[1] / sum(v), mean_reliability = mean(n * v[1] / (n * v[1] + v[2])),
       alliance_between = v[1], alliance_within = v[2],
       without = as.data.frame(VarCorr(without))$vcov[1])
}
at_sites <- function(outcome, intake, alliance, groups, site) {
  groups <- factor(groups, levels = sort(unique(as.character(groups)), method = "radix"))
  scores <- lmer(alliance ~ site + (1 | groups), control = tight)
  v <- as.data.frame(VarCorr(scores))$vcov
  shrunken <- fixef(scores)[1] + fixef(scores)[2] * site + ranef(scores)$groups[[1]][as.integer(groups)]
  df <- nlevels(groups) - 3
  list(site = site, manifest = split(outcome, intake, alliance, groups, ave(alliance, groups), df, site),
       corrected = split(outcome, intake, alliance, groups, shrunken, df, site), alliance_icc = v[1] / sum(v))
}
data(list = "nlschools", package = "MASS")
data(list = "MathAchieve", package = "nlme")
classes <- levels(nlschools$class)[seq(1, 133, by = 3)]
pupils <- nlschools[nlschools$class %in% classes, ]
schools <- levels(factor(as.character(MathAchieve$School)))[seq(3, 160, by = 10)]
others <- MathAchieve[as.character(MathAchieve$School) %in% schools, ]

cases <- list(
  nlschools = one("Snijders & Bosker 1999, Multilevel Analysis; MASS::nlschools, every third class: language given IQ, social status within and between classes",
    as.numeric(pupils$lang), pupils$IQ, as.numeric(pupils$SES), pupils$class),
  math = one("High School and Beyond 1982, Raudenbush & Bryk 2002; nlme::MathAchieve, every tenth school: mathematics given minority, social status within and between schools",
    others$MathAch, as.numeric(others$Minority == "Yes"), others$SES, as.character(others$School)))

writeLines(toJSON(list(versions = list(R = as.character(getRversion()), lme4 = as.character(packageVersion("lme4")),
  MASS = as.character(packageVersion("MASS")), nlme = as.character(packageVersion("nlme"))), cases = cases,
  sites = list(nlschools = at_sites(as.numeric(pupils$lang), pupils$IQ, as.numeric(pupils$SES), pupils$class,
    as.numeric(pupils$COMB == "1")))),
  digits = I(17), auto_unbox = TRUE), commandArgs(TRUE)[1])
