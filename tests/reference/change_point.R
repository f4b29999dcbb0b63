# Largest difference over all splits of a series, by weighted lm. Usage: Rscript change_point.R OUTPUT.json
suppressPackageStartupMessages(library(jsonlite))

every_split <- function(x, w, least) {   # t of the step at each split; the variation inside is at least `least`
  sapply(4:(length(x) - 4), function(k) {
    fit <- summary(lm(x ~ after, data.frame(x, after = seq_along(x) > k), weights = w))
    unname(fit$coefficients[2, 3]) * fit$sigma / max(fit$sigma, sqrt(least))
  })
}
split <- function(x, w, least) {
  t <- every_split(x, w, least); k <- which.max(abs(t)) + 3
  list(index = k, statistic = max(abs(t)), before = weighted.mean(x[1:k], w[1:k]), after = weighted.mean(x[-(1:k)], w[-(1:k)]))
}
nile <- as.numeric(Nile); sizes <- rep(c(10, 25, 40), length.out = length(nile))
belts <- window(Seatbelts, c(1979, 1), c(1984, 12))
killed <- as.numeric(belts[, "DriversKilled"]); hurt <- as.numeric(belts[, "drivers"]); c0 <- sum(killed) / sum(hurt)

writeLines(toJSON(list(versions = list(R = as.character(getRversion())),
  source = "datasets::Nile (Cobb 1978), with made-up weights; datasets::Seatbelts (Harvey 1989), drivers killed of killed or seriously injured, 1979-1984",
  nile = nile, sizes = sizes, plain = split(nile, rep(1, length(nile)), 0), weighted = split(nile, sizes, 0),
  killed = killed, hurt = hurt, share = split(killed / hurt, hurt / (c0 * (1 - c0)), 1)), digits = I(17), auto_unbox = TRUE), commandArgs(TRUE)[1])
