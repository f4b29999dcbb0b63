# Funnel limits, tail probabilities, Holm's step-down test, over-dispersion in base R. Usage: Rscript ... OUTPUT.json
suppressPackageStartupMessages(library(jsonlite))
data(list = "cbpp", package = "lme4")

limit <- function(n, p0, q) {   # Spiegelhalter 2005, Statistics in Medicine 24, 1185
  r <- qbinom(q, n, p0)
  a <- (pbinom(r, n, p0) - q) / (pbinom(r, n, p0) - ifelse(r > 0, pbinom(r - 1, n, p0), 0))
  pmin(pmax((r - a) / n, 0), 1)
}
sizes <- c(1, 2, 5, 10, 17, 40, 100, 333, 1000, 20000)
grid <- expand.grid(n = sizes, target = c(.03, .2, .5, .9), level = c(.8, .95, .998))
limits <- data.frame(grid, lower = mapply(function(n, t, l) limit(n, t, (1 - l) / 2), grid$n, grid$target, grid$level),
                     upper = mapply(function(n, t, l) limit(n, t, (1 + l) / 2), grid$n, grid$target, grid$level))
events <- as.numeric(tapply(cbpp$incidence, cbpp$herd, sum)); n <- as.numeric(tapply(cbpp$size, cbpp$herd, sum))
p0 <- sum(events) / sum(n)
p <- pmin(1, 2 * pmin(pbinom(events, n, p0), pbinom(events - 1, n, p0, lower.tail = FALSE)))
z <- (asin(sqrt(events / n)) - asin(sqrt(p0))) * 2 * sqrt(n)
ends <- quantile(z, c(.1, .9), names = FALSE); w <- pmin(pmax(z, ends[1]), ends[2])
J <- length(n); phi <- mean(w^2); weight <- 4 * n
tau2 <- if (J * phi > J - 1) (J * phi - (J - 1)) / (sum(weight) - sum(weight^2) / sum(weight)) else 0

tails <- function(e, n, p0) pmin(1, 2 * pmin(pbinom(e, n, p0), pbinom(e - 1, n, p0, lower.tail = FALSE)) - dbinom(e, n, p0))
expected <- n * p0 * (1 + .02 * (seq_along(n) %% 3))   # some case mix
named <- integer(0); steps <- numeric(0)               # the average without those already named
repeat {
  left <- setdiff(seq_along(n), named)
  if (!length(left)) break
  target <- expected[left] * sum(events[left]) / sum(expected[left]) / n[left]
  q <- tails(events[left], n[left], target)
  if (min(q) > .05 / length(left)) break
  named <- c(named, left[which.min(q)]); steps <- c(steps, min(q))
}

writeLines(toJSON(list(versions = list(R = as.character(getRversion()), lme4 = as.character(packageVersion("lme4"))),
  source = "Lesnoff et al. 2004, Preventive Veterinary Medicine 64, 27-40; lme4::cbpp, summed per herd",
  limits = as.list(limits), events = events, n = n, target = p0, p = p, mid = tails(events, n, p0),
  holm = p.adjust(tails(events, n, p0), "holm"),
  expected = expected, named = I(named), steps = I(steps),
  phi = mean(z^2), phi_winsorised = phi, tau2 = tau2), digits = I(17), auto_unbox = TRUE), commandArgs(TRUE)[1])
