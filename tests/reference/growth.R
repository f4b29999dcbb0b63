# Mixed models with a random line per group by lme4 (REML).
# Run: Rscript growth.R OUTPUT.json.
# Data: sleepstudy (lme4), ChickWeight and Orange (datasets), Dialyzer (nlme).
suppressMessages(library(lme4))
suppressMessages(library(jsonlite))
data(Dialyzer, package = "nlme")

fitted_model <- function(formula, d) {
  tight <- lmerControl(
    optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5),
    check.conv.singular = "ignore", check.conv.grad = "ignore", check.conv.hess = "ignore"
  )
  m <- lmer(formula, data = d, control = tight)
  v <- as.data.frame(VarCorr(m))
  list(
    coefficients = as.numeric(fixef(m)), standard_errors = as.numeric(sqrt(diag(as.matrix(vcov(m))))),
    v0 = v$vcov[1], v1 = v$vcov[2], c01 = v$vcov[3], sigma2 = v$vcov[4], loglik = as.numeric(logLik(m))
  )
}

sleep <- data.frame(y = sleepstudy$Reaction, x = sleepstudy$Days, g = as.character(sleepstudy$Subject))
orange <- data.frame(y = Orange$circumference, x = Orange$age / 365, g = as.character(Orange$Tree))

# The course: weight in units of ten gram, weighing number for session, half the birth weight for intake.
chick <- data.frame(
  ors = ChickWeight$weight / 10, session = match(ChickWeight$Time, sort(unique(ChickWeight$Time))),
  client = as.character(ChickWeight$Chick)
)
chick$intake <- ChickWeight$weight[ChickWeight$Time == 0][match(chick$client, chick$client[ChickWeight$Time == 0])] / 2
rows <- subset(chick, session >= 2)
rows$L <- log(rows$session)
rows$ic <- rows$intake - 18.5
course <- fitted_model(ors ~ L * ic + (1 + L | client), rows)
# lme4 orders the coefficients (Intercept), L, ic, L:ic
at <- data.frame(intake = c(20, 20.5, 21), session = c(2, 7, 12), ors = c(5, 11, 24))
L <- log(at$session)
ic <- at$intake - 18.5
b <- course$coefficients
mu <- b[1] + b[2] * L + b[3] * ic + b[4] * L * ic
s <- sqrt(course$v0 + 2 * course$c01 * L + course$v1 * L^2 + course$sigma2)

# Session to session: next ultrafiltration rate on this session's pressure, centred per subject.
dia <- data.frame(
  client = as.character(Dialyzer$Subject), session = Dialyzer$index, srs = 10 * Dialyzer$pressure, ors = Dialyzer$rate
)
dia <- dia[order(dia$client, dia$session), ]
nx <- dia
nx$session <- nx$session - 1
names(nx)[names(nx) == "ors"] <- "following"
pairs <- merge(dia[, c("client", "session", "srs")], nx[, c("client", "session", "following")])
pairs$usual <- ave(pairs$srs, pairs$client)
pairs$apart <- pairs$srs - pairs$usual
pairs$L <- log(pairs$session + 1)
following <- fitted_model(following ~ apart + usual + L + (1 + L | client), pairs)
following$rows <- nrow(pairs)
following$within_sd <- sqrt(sum(pairs$apart^2) / (nrow(pairs) - length(unique(pairs$client))))

write_json(list(
  versions = list(
    R = R.version.string, lme4 = as.character(packageVersion("lme4")), nlme = as.character(packageVersion("nlme"))
  ),
  sleepstudy = c(list(data = as.list(sleep)), fitted_model(y ~ x + (1 + x | g), sleep)),
  orange = c(list(data = as.list(orange)), fitted_model(y ~ x + (1 + x | g), orange)),
  chickweight = c(
    list(data = as.list(chick)), course,
    list(at = c(as.list(at), list(
      mean = mu, sd = s, percentile = pnorm(at$ors, mu, s),
      band = sapply(c(.1, .25, .5, .75, .9), function(p) pmin(40, pmax(0, qnorm(p, mu, s))))
    )))
  ),
  dialyzer = c(list(data = as.list(dia)), following)
), commandArgs(trailingOnly = TRUE)[1], digits = NA, auto_unbox = TRUE)
