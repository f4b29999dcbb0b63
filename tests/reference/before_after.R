# Nested variance components (Henderson's method I) and generalised least squares with known components, written out with
# projections and full covariance matrices. Run: Rscript before_after.R OUTPUT.json. Data: Pastes (lme4).
suppressMessages(library(lme4))
suppressMessages(library(jsonlite))

d <- Pastes[-c(2, 7, 8, 13, 29, 30, 31, 44, 52, 60), ] # unbalanced
d <- data.frame(
  group = as.integer(factor(as.integer(d$batch) %% 3)) - 1L, # three groups of batches
  client = as.integer(factor(d$batch)) - 1L, cell = as.integer(factor(d$sample)) - 1L, value = d$strength
)
indicator <- function(code) model.matrix(~ 0 + factor(code))
projection <- function(z) z %*% solve(crossprod(z)) %*% t(z)
z <- lapply(d[c("group", "client", "cell")], indicator)
p <- lapply(z, projection)
between <- list(p$client - p$group, p$cell - p$client, diag(nrow(d)) - p$cell)
square <- sapply(between, function(q) drop(t(d$value) %*% q %*% d$value))
expected <- t(sapply(between, function(q) {
  c(sum(diag(q %*% tcrossprod(z$client))), sum(diag(q %*% tcrossprod(z$cell))), sum(diag(q)))
}))
components <- solve(expected, square)

# one cell of each client lies after the start where the cask is not the first
first <- ave(d$cell, d$client, FUN = min)
d$day <- ifelse(d$cell > first, 0L, -1L)
v <- 2.0 * tcrossprod(z$client) + 0.7 * tcrossprod(indicator(paste(d$client, d$day))) + 1.3 * diag(nrow(d))
x <- cbind(z$group, z$group * (d$day >= 0))
information <- t(x) %*% solve(v, x)
covariance <- solve(information)
estimate <- covariance %*% t(x) %*% solve(v, d$value)
write_json(list(
  versions = list(R = R.version.string, lme4 = as.character(packageVersion("lme4"))),
  data = as.list(d), components = components,
  level = estimate[1:3], change = estimate[4:6], var_level = diag(covariance)[1:3],
  var_change = diag(covariance)[4:6], cov = covariance[cbind(1:3, 4:6)]
), commandArgs(trailingOnly = TRUE)[1], digits = NA, auto_unbox = TRUE)
