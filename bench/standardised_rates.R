# Directly standardised rates with intervals beside `dmp calc dsr`: 10,000 areas x 10 years x 19 age bands.
#   Rscript bench/standardised_rates.R write FILE.csv       the table, always the same
#   Rscript bench/standardised_rates.R time FILE.csv [DIR]  vectorised R (rowsum), computation alone, best of five, and what it gives in FILE.csv.expected;
#                                                           the profession's own function on a tenth of the areas: PHEindicatormethods as installed, or its R files in DIR
#   Rscript bench/standardised_rates.R whole FILE.csv       data.table reading, computing and writing, to be timed from outside
#   Rscript bench/standardised_rates.R compare FILE.csv DMP.csv   the greatest relative difference between the two
arguments <- commandArgs(trailingOnly = TRUE)
esp2013 <- c(5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000)
areas <- 10000L; years <- 10L; bands <- 19L

table_of <- function() {
  set.seed(20130101)
  rows <- areas * years * bands
  n <- round(runif(rows, 200, 4000))
  data.frame(area = rep(seq_len(areas), each = years * bands), year = rep(rep(2015L + seq_len(years), each = bands), areas), ageband = rep(seq(0, 90, 5), areas * years),
             x = rpois(rows, n * 0.002), n = n)
}

vectorised <- function(data) {
  group <- rep(seq_len(areas * years), each = bands)
  weight <- rep(esp2013, areas * years)
  sums <- rowsum(cbind(data$x, data$x * weight / data$n, data$x * (weight / data$n)^2), group, reorder = FALSE)
  total <- sums[, 1]; z <- qnorm(0.975)
  value <- sums[, 2] / sum(esp2013)
  lower <- total * (1 - 1 / (9 * total) - z / (3 * sqrt(total)))^3
  upper <- (total + 1) * (1 - 1 / (9 * (total + 1)) + z / (3 * sqrt(total + 1)))^3
  scale <- sqrt(sums[, 3] / sum(esp2013)^2 / total)
  value[total < 10] <- NA
  data.frame(value = 1e5 * value, lower = 1e5 * (value + scale * (lower - total)), upper = 1e5 * (value + scale * (upper - total)))
}

# The profession's function with its usual arguments, or NULL where it is not at hand.
profession <- function(folder) {
  if (requireNamespace("PHEindicatormethods", quietly = TRUE)) {
    suppressMessages(library(dplyr))
    return(function(part) PHEindicatormethods::calculate_dsr(mutate(part, stdpop = esp2013), x = x, n = n, stdpop = stdpop))
  }
  if (is.na(folder) || !nzchar(folder)) return(NULL)
  suppressMessages(library(dplyr))
  for (file in list.files(folder, "[.]R$", full.names = TRUE)) source(file)
  function(part) phe_dsr(part, x, n, stdpop = esp2013)
}

best <- function(runs, compute) min(vapply(seq_len(runs), function(run) system.time(compute())[["elapsed"]], 0))

if (arguments[1] == "write") {
  write.csv(table_of(), arguments[2], row.names = FALSE, quote = FALSE)
} else if (arguments[1] == "time") {
  data <- table_of()
  vectorised_seconds <- best(5, function() vectorised(data))
  cat(sprintf("R_vectorised seconds=%.3f\n", vectorised_seconds))
  write.csv(vectorised(data), paste0(arguments[2], ".expected"), row.names = FALSE)
  own <- profession(arguments[3])
  if (!is.null(own)) {
    part <- group_by(data[data$area <= areas / 10, ], area, year)
    cat(sprintf("R_profession seconds=%.3f (a tenth of the areas, times ten)\n", 10 * best(1, function() own(part))))
  }
} else if (arguments[1] == "whole") {
  suppressMessages(library(data.table))
  data <- fread(arguments[2])
  data[, weight := rep(esp2013, .N / bands)]
  rates <- data[, .(total = sum(x), population = sum(n), rate = sum(x * weight / n) / sum(weight), variance = sum(x * (weight / n)^2) / sum(weight)^2), by = .(area, year)]
  z <- qnorm(0.975)
  rates[, lower := rate + sqrt(variance / total) * (total * (1 - 1 / (9 * total) - z / (3 * sqrt(total)))^3 - total)]
  rates[, upper := rate + sqrt(variance / total) * ((total + 1) * (1 - 1 / (9 * (total + 1)) + z / (3 * sqrt(total + 1)))^3 - total)]
  fwrite(rates[, .(area, year, total, population, 1e5 * rate, 1e5 * lower, 1e5 * upper)], paste0(arguments[2], ".whole"))
} else {
  expected <- read.csv(paste0(arguments[2], ".expected")); given <- read.csv(arguments[3])
  columns <- c("value", "lower", "upper")
  stopifnot(nrow(given) == areas * years, all(is.na(expected$value) == is.na(given$value)))
  cat(sprintf("greatest relative difference %.1e\n", max(abs(as.matrix(given[columns]) / as.matrix(expected[columns]) - 1), na.rm = TRUE)))
}
