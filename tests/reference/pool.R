# Random-effects meta-analysis with Knapp and Hartung's interval, never narrower, by metafor.
# Run: Rscript pool.R OUTPUT.json. Data: dat.bcg (metadat), log relative risks.
suppressMessages(library(metafor))
suppressMessages(library(jsonlite))

d <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
pooled <- function(y, v, test) {
  fit <- rma(yi = y, vi = v, method = "REML", test = test, control = list(threshold = 1e-12, maxiter = 1000))
  list(y = as.numeric(y), v = as.numeric(v), b = as.numeric(fit$b), se = fit$se, tau2 = fit$tau2, ci = c(fit$ci.lb, fit$ci.ub))
}
alike <- c(.30, .31, .29, .30, .305)
write_json(list(
  versions = list(R = R.version.string, metafor = as.character(packageVersion("metafor"))),
  bcg = pooled(d$yi, d$vi, "adhoc"),
  bcg_six = pooled(d$yi[1:6], d$vi[1:6], "adhoc"),
  alike = pooled(alike, rep(.01, 5), "adhoc") # q below 1
), commandArgs(trailingOnly = TRUE)[1], digits = NA, auto_unbox = TRUE)
