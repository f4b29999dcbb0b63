# How much a penalised logistic regression flatters itself: Harrell's bootstrap of clients with several rows each.
# Run: Rscript optimism.R OUTPUT.json. Data: pbcseq (survival), the Mayo Clinic trial in primary biliary cirrhosis.
suppressMessages({library(jsonlite); library(pROC); library(rms); library(survival)})
fine <- glm.control(epsilon = 1e-14, maxit = 100)

visits <- pbcseq
visits$visit <- ave(visits$day, visits$id, FUN = seq_along)
visits <- subset(visits, visit <= 5)
visits$y <- as.integer(visits$status == 2 & visits$futime - visits$day < 5 * 365)
visits$lines <- log1p(visits$alk.phos / 7) # as the longest gap is looked at
visits$young <- as.integer(visits$age < 50)
visits$large <- as.integer(!is.na(visits$hepato) & visits$hepato == 1)
looked_at <- c("albumin", "protime", "platelet", "chol", "lines", "young", "large")

table_of <- function(d) cbind(as.matrix(d[, looked_at]), outer(d$visit, 2:5, "==") * 1)

# Columns by the medians, means and standard deviations (over n) of the rows that are learnt from.
encoder <- function(X) {
  middle <- c(apply(X[, 1:5], 2, median, na.rm = TRUE), rep(0, ncol(X) - 5))
  fill <- function(X) { for (k in 1:5) X[is.na(X[, k]), k] <- middle[k]; X }
  mean <- colMeans(fill(X)); sd <- sqrt(colMeans(sweep(fill(X), 2, mean)^2)); sd[sd < 1e-9] <- 1
  function(X) sweep(sweep(fill(X), 2, mean), 2, sd, "/")
}

# The ridge around given values is a ridge on the rest, with their part as an offset.
ridge <- function(X, y, penalty, towards) {
  f <- lrm.fit(X, y, offset = as.numeric(X %*% towards), penalty.matrix = penalty * diag(ncol(X)), tol = 1e-14, eps = 1e-9,
               maxit = 200)
  as.numeric(f$coefficients) + c(0, towards)
}

area <- function(y, p) as.numeric(auc(roc(y, p, quiet = TRUE, direction = "<", levels = c(0, 1))))
figures <- function(y, p, visit, rate) {
  c(area(y, p), as.numeric(coef(glm(y ~ qlogis(p), family = binomial, control = fine))[2]),
    1 - mean((p - y)^2) / mean((rate[visit] - y)^2))
}

# Every resample is written out: a client drawn twice has its rows twice. No weights anywhere.
corrected <- function(d, times, penalty, towards) {
  X <- table_of(d)
  look <- function(drawn) {
    code <- encoder(X[drawn, ]); rate <- tapply(d$y[drawn], d$visit[drawn], mean)
    b <- ridge(code(X[drawn, ]), d$y[drawn], penalty, towards)
    p <- as.numeric(plogis(b[1] + code(X) %*% b[-1]))
    list(inside = figures(d$y[drawn], p[drawn], d$visit[drawn], rate), outside = figures(d$y, p, d$visit, rate), b = b)
  }
  whole <- look(seq_len(nrow(d)))
  looks <- lapply(seq_len(nrow(times)), function(k) look(rep(seq_len(nrow(d)), times[k, d$client])))
  lost <- rowMeans(sapply(looks, function(one) one$inside - one$outside))
  list(apparent = whole$inside, optimism = lost, corrected = whole$inside - lost, coefficients = whole$b,
       first = looks[[1]])
}

some <- subset(visits, id <= 120)
some$client <- match(some$id, unique(some$id))
clients <- max(some$client)
set.seed(3)
times <- t(sapply(1:20, function(k) tabulate(sample(clients, clients, replace = TRUE), clients)))
starting <- c(-.30, .15, 0, -.20, .15, 0, 0, 0, 0, 0, 0)

# The same by rms on one row per client: its own resamples, and medians and scales are not learnt again.
first <- subset(visits, visit == 1)
first <- first[complete.cases(first[, looked_at]), ]
f <- lrm(y ~ albumin + protime + platelet + chol + lines + young + large, data = first, x = TRUE, y = TRUE, penalty = 20)
set.seed(3)
v <- unclass(validate(f, method = "boot", B = 1000))

rows_of <- function(d) c(list(y = d$y, visit = d$visit, gap = d$alk.phos), as.list(d[, setdiff(looked_at, "lines")]))
write_json(list(
  versions = list(r = R.version.string, rms = as.character(packageVersion("rms")), pROC = as.character(packageVersion("pROC"))),
  rows = c(list(client = some$client), rows_of(some)), times = times, starting = starting,
  to_nothing = corrected(some, times, 20, rep(0, 11)), to_studies = corrected(some, times, 50, starting),
  one_each = list(rows = c(list(client = seq_len(nrow(first))), rows_of(first)),
                  apparent = (v["Dxy", "index.orig"] + 1) / 2, auc = (v["Dxy", "index.corrected"] + 1) / 2,
                  slope = v["Slope", "index.corrected"], validate = v[c("Dxy", "Slope", "B"), ])
), commandArgs(TRUE)[1], digits = NA, auto_unbox = TRUE, na = "null")
