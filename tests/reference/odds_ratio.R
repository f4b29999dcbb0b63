# Odds ratio per SD of one covariate: glm and its profile interval (confint). Usage: Rscript ... OUTPUT.json
suppressPackageStartupMessages({library(jsonlite); library(MASS)})

tight <- glm.control(epsilon = 1e-14, maxit = 100)
fitted <- function(events, n, x) {
  y <- cbind(events, n - events)
  m <- glm(y ~ x, family = binomial, control = tight)
  b <- coef(m)[["x"]]; se <- sqrt(vcov(m)["x", "x"])
  fall <- function(slope) deviance(glm(y ~ 1, offset = slope * x, family = binomial, control = tight)) - deviance(m)
  end <- function(level, side) uniroot(function(s) fall(s) - qchisq(level, 1), sort(b + side * c(0, 6 * se)), tol = 1e-12)$root
  ends <- function(level) exp(c(end(level, -1), end(level, 1)))
  list(events = events, n = n, x = x, slope = b, se = se, interval = ends(.95), wide = ends(.9875),
       confint = exp(unname(suppressMessages(confint(m, "x")))))  # a spline through the same profile
}
scaled <- function(x) (x - mean(x)) / sd(x)
budworm <- data.frame(dose = rep(2^(0:5), 2), dead = c(1, 4, 9, 13, 18, 20, 0, 2, 6, 10, 12, 16))
cars <- data.frame(am = mtcars$am, wt = scaled(mtcars$hp))
menarche <- MASS::menarche
cases <- list(
  budworm = fitted(budworm$dead, rep(20, 12), scaled(log2(budworm$dose))),
  mtcars = fitted(cars$am, rep(1, nrow(cars)), cars$wt),
  menarche = fitted(menarche$Menarche, menarche$Total, scaled(menarche$Age)),
  esoph = with(esoph, fitted(tapply(ncases, agegp, sum)[-1], tapply(ncases + ncontrols, agegp, sum)[-1], 2:6 - 4))
)
writeLines(toJSON(list(versions = list(R = as.character(getRversion()), MASS = as.character(packageVersion("MASS"))),
  source = paste("Collett 1991 (budworm), Henderson & Velleman 1981 (mtcars), Milicer & Szczotka 1966 (menarche),",
                 "Breslow & Day 1980 (esoph, by age)"),
  cases = cases), digits = I(17), auto_unbox = TRUE), commandArgs(TRUE)[1])
