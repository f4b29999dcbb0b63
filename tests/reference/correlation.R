# Partial correlations, Fisher intervals and a delete-one-group jackknife, written out row by row.
# Run: Rscript correlation.R OUTPUT.json. Data: mtcars and attitude (datasets), nlschools (MASS).
suppressMessages(library(jsonlite))
data(nlschools, package = "MASS")

partial <- function(d, x, y, covariates) {
  right <- if (length(covariates)) paste(covariates, collapse = " + ") else "1"
  rest <- function(v) resid(lm(as.formula(paste(v, "~", right)), data = d))
  cor(rest(x), rest(y))
}

fisher <- function(d, x, y, covariates) {
  r <- partial(d, x, y, covariates)
  se <- 1 / sqrt(nrow(d) - length(covariates) - 3)
  list(r = r, se = se, interval = tanh(atanh(r) + c(-1, 1) * qnorm(.975) * se))
}

jackknife <- function(d, x, y, covariates, group) {
  r <- partial(d, x, y, covariates)
  labels <- unique(d[[group]])
  z <- sapply(labels, function(one) atanh(partial(d[d[[group]] != one, ], x, y, covariates)))
  J <- length(labels)
  se <- sqrt((J - 1) / J * sum((z - mean(z))^2))
  list(r = r, se = se, groups = J, interval = tanh(atanh(r) + c(-1, 1) * qt(.975, J - 1) * se))
}

# difference from a published r: z test on Fisher z, interval after Zou (2007)
against <- function(ours, df, published, low, high) {
  other <- (atanh(high) - atanh(low)) / (2 * qnorm(.975))
  se <- sqrt(ours$se^2 + other^2)
  z <- (atanh(ours$r) - atanh(published)) / se
  d <- ours$r - published
  i <- ours$interval
  list(
    estimate = d, se = se, z = z,
    p = if (is.null(df)) 2 * pnorm(-abs(z)) else 2 * pt(-abs(z), df = df * (se / ours$se)^4),
    interval = c(d - sqrt((ours$r - i[1])^2 + (high - published)^2), d + sqrt((i[2] - ours$r)^2 + (published - low)^2))
  )
}

schools <- nlschools[nlschools$class %in% levels(nlschools$class)[1:25], c("lang", "IQ", "SES", "class")]
schools$class <- as.character(schools$class)
car <- mtcars[, c("mpg", "wt", "hp")]
mood <- attitude[, c("rating", "complaints", "learning", "privileges")]
plain <- cor.test(car$mpg, car$wt)
classes <- jackknife(schools, "lang", "IQ", "SES", "class")
adjusted <- fisher(mood, "rating", "complaints", c("learning", "privileges"))

write_json(list(
  versions = list(R = R.version.string, MASS = as.character(packageVersion("MASS"))),
  mtcars = list(
    data = as.list(car),
    plain = list(r = unname(plain$estimate), interval = as.numeric(plain$conf.int)),
    given_hp = fisher(car, "mpg", "wt", "hp")
  ),
  attitude = list(data = as.list(mood), given_two = adjusted, against = against(adjusted, NULL, .278, .256, .299)),
  nlschools = list(
    data = as.list(schools), given_SES = classes,
    against = against(classes, classes$groups - 1, .278, .256, .299)
  )
), commandArgs(trailingOnly = TRUE)[1], digits = NA, auto_unbox = TRUE)
