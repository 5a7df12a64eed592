# R's forecast package on day totals with each weekday's mean profile, and
# stlm on the slots themselves. usage: referee.R train.csv ask.csv
suppressPackageStartupMessages(library(forecast))
a <- commandArgs(TRUE)
tr <- read.csv(a[1]); ask <- read.csv(a[2])
days <- unique(tr$date); per <- max(tr$slot) + 1
m <- matrix(tr$calls, nrow = per)            # slot x day
wd <- tr$weekday[match(days, tr$date)]
total <- colSums(m)
share <- sapply(1:5, function(w) rowMeans(sweep(m[, wd == w, drop = FALSE], 2, total[wd == w], "/")))
adays <- unique(ask$date); h <- length(adays)
awd <- ask$weekday[match(adays, ask$date)]
say <- function(name, f) {                   # f: slot x day
  v <- as.vector(f)
  write.table(data.frame(name, ask$unix, v), sep = ",", row.names = FALSE, col.names = FALSE, quote = FALSE)
}
y <- ts(total, frequency = 5)
try(say("R ets on days x profile", sweep(share[, awd], 2, as.numeric(forecast(ets(y), h = h)$mean), "*")))
try(say("R auto.arima on days x profile", sweep(share[, awd], 2, as.numeric(forecast(auto.arima(y), h = h)$mean), "*")))
try(say("R tbats on days x profile", sweep(share[, awd], 2, as.numeric(forecast(tbats(y, use.parallel = FALSE), h = h)$mean), "*")))
z <- msts(tr$calls, seasonal.periods = c(per, 5 * per))
try(say("R stlm ETS on slots", matrix(as.numeric(forecast(stlm(z, method = "ets"), h = h * per)$mean), nrow = per)))
try(say("R stlm ARIMA on slots", matrix(as.numeric(forecast(stlm(z, method = "arima"), h = h * per)$mean), nrow = per)))
