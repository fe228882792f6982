# Directly standardised rates with intervals beside `dmp calc dsr`: 10,000 areas x 10 years x 19 age bands.
#   Rscript bench/standardised_rates.R write FILE.csv       the table, always the same
#   Rscript bench/standardised_rates.R time FILE.csv        vectorised R (rowsum), computation alone, best of five, and what it gives in FILE.csv.expected;
#                                                           calculate_dsr of PHEindicatormethods on a tenth of the areas where that package is installed
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

best <- function(runs, compute) min(vapply(seq_len(runs), function(run) system.time(compute())[["elapsed"]], 0))

if (arguments[1] == "write") {
  write.csv(table_of(), arguments[2], row.names = FALSE, quote = FALSE)
} else if (arguments[1] == "time") {
  data <- table_of()
  vectorised_seconds <- best(5, function() vectorised(data))
  cat(sprintf("R_vectorised seconds=%.3f\n", vectorised_seconds))
  write.csv(vectorised(data), paste0(arguments[2], ".expected"), row.names = FALSE)
  if (requireNamespace("PHEindicatormethods", quietly = TRUE)) {
    suppressMessages(library(dplyr))
    part <- group_by(mutate(data[data$area <= areas / 10, ], stdpop = rep(esp2013, areas * years / 10)), area, year)
    seconds <- best(1, function() PHEindicatormethods::calculate_dsr(part, x = x, n = n, stdpop = stdpop))
    cat(sprintf("R_calculate_dsr seconds=%.3f (a tenth of the areas, times ten)\n", 10 * seconds))
  }
} else {
  expected <- read.csv(paste0(arguments[2], ".expected")); given <- read.csv(arguments[3])
  columns <- c("value", "lower", "upper")
  stopifnot(nrow(given) == areas * years, all(is.na(expected$value) == is.na(given$value)))
  cat(sprintf("greatest relative difference %.1e\n", max(abs(as.matrix(given[columns]) / as.matrix(expected[columns]) - 1), na.rm = TRUE)))
}
