# Discrimination and calibration of predicted probabilities, and penalised logistic regression.
# Run: Rscript performance.R OUTPUT.json. Data: birthwt and Pima.tr, Pima.te (MASS).
suppressMessages({library(jsonlite); library(pROC); library(rms)})
fine <- glm.control(epsilon = 1e-14, maxit = 100)
data(birthwt, package = "MASS"); data(Pima.tr, package = "MASS"); data(Pima.te, package = "MASS")

y <- as.integer(Pima.te$type == "Yes")
one <- glm(type ~ glu + bmi + age, family = binomial, control = fine, data = Pima.tr)
two <- glm(type ~ bmi + ped, family = binomial, control = fine, data = Pima.tr)
p <- as.numeric(predict(one, Pima.te, type = "response"))
q <- as.numeric(predict(two, Pima.te, type = "response"))
coarse <- round(p, 1) * .98 + .01 # many ties

area <- function(y, p) {
  r <- roc(y, p, quiet = TRUE, direction = "<", levels = c(0, 1))
  list(auc = as.numeric(auc(r)), interval = as.numeric(ci.auc(r, method = "delong"))[c(1, 3)])
}
both <- roc.test(roc(y, p, quiet = TRUE), roc(y, q, quiet = TRUE), method = "delong", paired = TRUE)
v <- val.prob(p, y, pl = FALSE)
l <- qlogis(p)
large <- glm(y ~ offset(l), family = binomial, control = fine)
joint <- glm(y ~ l, family = binomial, control = fine)

# Obuchowski 1997: structural components added up within clusters, written out
clustered <- function(y, p, id) {
  x <- p[y == 1]; z <- p[y == 0]; theta <- mean(outer(x, z, ">") + outer(x, z, "==") / 2)
  v10 <- rowMeans(outer(x, z, ">") + outer(x, z, "==") / 2); v01 <- colMeans(outer(x, z, ">") + outer(x, z, "==") / 2)
  ids <- unique(id); a <- b <- numeric(length(ids))
  for (i in seq_along(ids)) {
    a[i] <- sum(v10[id[y == 1] == ids[i]] - theta); b[i] <- sum(v01[id[y == 0] == ids[i]] - theta)
  }
  m <- length(x); n <- length(z); i10 <- length(unique(id[y == 1])); i01 <- length(unique(id[y == 0])); i <- length(ids)
  s <- i10 / ((i10 - 1) * m) * sum(a^2) / m + i01 / ((i01 - 1) * n) * sum(b^2) / n + 2 * i / (i - 1) * sum(a * b) / (m * n)
  list(auc = theta, variance = s)
}
id <- rep(seq_len(ceiling(length(y) / 3)), each = 3)[seq_along(y)]

benefit <- function(y, p, t) mean(p >= t & y == 1) - mean(p >= t & y == 0) * t / (1 - t)
knots <- as.numeric(quantile(l, c(.05, .35, .65, .95)))
smooth <- glm(y ~ rcspline.eval(l, knots = knots, inclx = TRUE, norm = 2), family = binomial, control = fine)
at <- which(rank(p, ties.method = "first") %in% c(10, 100, 200, 300))
curve <- predict(smooth, se.fit = TRUE)

X <- scale(as.matrix(birthwt[, c("age", "lwt", "smoke", "ht", "ui", "ptl")]))
low <- birthwt$low
plain <- glm(low ~ X, family = binomial, control = fine)
ridge <- sapply(c(2, 20, 50), function(k) {
  f <- lrm.fit(X, low, penalty.matrix = k * diag(ncol(X)), tol = 1e-14, eps = 1e-12, maxit = 200)

  as.numeric(f$coefficients)
})
# a pull towards given values is a ridge on the rest, with their part as an offset
prior <- c(-.3, .2, 0, .1, .1, .2)
pulled <- optim(c(qlogis(mean(low)), prior), function(b) {
  e <- b[1] + X %*% b[-1]
  -sum(low * e - log1p(exp(e))) + 10 * sum((b[-1] - prior)^2)
}, method = "BFGS", control = list(reltol = 1e-16, maxit = 1000))

write_json(list(
  versions = list(r = R.version.string, pROC = as.character(packageVersion("pROC")), rms = as.character(packageVersion("rms"))),
  y = y, p = p, q = q, coarse = coarse, id = id,
  area = area(y, p), coarse_area = area(y, coarse),
  difference = list(estimate = as.numeric(both$estimate[1] - both$estimate[2]), interval = as.numeric(both$conf.int)),
  clustered = clustered(y, p, id),
  brier = unname(v["Brier"]), val_intercept = unname(v["Intercept"]), val_slope = unname(v["Slope"]),
  large = as.numeric(coef(large)), joint = as.numeric(coef(joint)), slope_se = sqrt(vcov(joint)[2, 2]),
  benefit = sapply(c(.1, .3, .5), function(t) benefit(y, p, t)),
  curve = list(at = p[at], observed = plogis(curve$fit[at]), lower = plogis(curve$fit[at] - qnorm(.975) * curve$se.fit[at]),
               upper = plogis(curve$fit[at] + qnorm(.975) * curve$se.fit[at])),
  ridge = list(X = X, y = low, plain = as.numeric(coef(plain)), plain_vcov = unname(vcov(plain)),
               loglik = as.numeric(logLik(plain)), lambda = c(2, 20, 50), coefficients = t(ridge), prior = prior,
               pulled = pulled$par)
), commandArgs(TRUE)[1], digits = NA, auto_unbox = TRUE)
