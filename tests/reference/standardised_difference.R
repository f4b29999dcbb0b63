# Difference of two groups' weighted means, standardised to the strata of the one; each row left out in turn, and what
# that changes added up by cluster (jackknife). Usage: Rscript ... OUTPUT.json
suppressPackageStartupMessages({library(jsonlite); library(MASS)})

least <- 10
matched <- function(target, strata) {  # of each target row the finest stratum with enough reference rows, as a name
  sapply(which(target), function(i) {
    for (depth in length(strata):0) {
      same <- !target
      for (column in strata[seq_len(depth)]) same <- same & column == column[i]
      if (sum(same) >= least || depth == 0) return(paste(which(same), collapse = " "))
    }
  })
}
fitted <- function(y, target, w, strata, cluster, level = .95) {
  members <- lapply(strsplit(matched(target, strata), " "), as.integer)
  rows <- which(target)
  estimate <- function(left = 0) {  # the same strata, without one row
    gap <- function(k) { inside <- setdiff(members[[k]], left); weighted.mean(y[inside], w[inside]) - y[rows[k]] }
    kept <- which(rows != left)
    weighted.mean(vapply(kept, gap, 0), w[rows[kept]])
  }
  d <- estimate()
  influence <- d - vapply(seq_along(y), estimate, 0)
  sums <- as.vector(rowsum(influence, cluster)); groups <- length(sums)
  half <- qt((1 + level) / 2, groups - 1) * sqrt(groups / (groups - 1) * sum(sums^2))
  list(y = y, target = target, w = w, strata = strata, cluster = cluster, strata_used = length(unique(members)),
       estimate = d, interval = d + c(-1, 1) * half, target_mean = weighted.mean(y[target], w[target]))
}
schools <- subset(MASS::nlschools, as.integer(class) <= 40)
bands <- function(x, cuts) as.integer(cut(x, c(-Inf, cuts, Inf)))
school <- with(schools, list(bands(SES, c(15, 25, 35)), bands(IQ, c(10.5, 11.5, 12.5, 13.5))))
babies <- MASS::birthwt
cases <- list(
  nlschools = with(schools, fitted(lang, COMB == 1, 1 / GS, school, as.integer(factor(class)))),
  nlschools_plain = with(schools, fitted(lang, COMB == 1, rep(1, length(lang)), list(), seq_along(lang))),
  birthwt = with(babies, fitted(bwt, smoke == 1, 1 / age, list(race, bands(lwt, c(110, 140)), ftv), seq_along(bwt)))
)
writeLines(toJSON(list(versions = list(R = as.character(getRversion()), MASS = as.character(packageVersion("MASS"))),
  source = paste("Snijders & Bosker 1999 (nlschools, first 40 classes: multi-grade classes beside others),",
                 "Hosmer & Lemeshow 1989 (birthwt: mothers who smoke beside others)"),
  cases = cases), digits = I(17), auto_unbox = TRUE), commandArgs(TRUE)[1])
