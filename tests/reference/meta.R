# Random-effects meta-analyses of correlations by metafor.
# Run: Rscript meta.R OUTPUT.json. Data: dat.molloy2014 and dat.mcdaniel1994 (metadat).
suppressMessages(library(metafor))
suppressMessages(library(jsonlite))

pooled <- function(d) {
  fit <- rma(
    measure = "ZCOR", ri = ri, ni = ni, data = d, method = "REML",
    control = list(threshold = 1e-12, maxiter = 1000)
  )
  p <- predict(fit, pi.type = "riley", transf = transf.ztor) # t with k - 2
  list(
    data = list(ri = d$ri, ni = d$ni), k = fit$k, tau2 = fit$tau2, b = as.numeric(fit$b), se = fit$se,
    pred = p$pred, ci = c(p$ci.lb, p$ci.ub), pi = c(p$pi.lb, p$pi.ub)
  )
}

few <- dat.molloy2014[c(1, 2, 5, 7, 8), ] # little heterogeneity
alike <- data.frame(ri = c(.30, .31, .29, .30), ni = c(50, 60, 70, 80)) # tau2 = 0
write_json(list(
  versions = list(R = R.version.string, metafor = as.character(packageVersion("metafor"))),
  molloy2014 = pooled(dat.molloy2014),
  molloy2014_five = pooled(few),
  mcdaniel1994 = pooled(dat.mcdaniel1994),
  alike = pooled(alike)
), commandArgs(trailingOnly = TRUE)[1], digits = NA, auto_unbox = TRUE)
