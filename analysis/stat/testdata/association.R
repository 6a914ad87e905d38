# Makes association_reference.csv from paired_data.csv: Pearson's r and
# Spearman's rho of a and b with t, p and intervals, the interval of the median
# of b, and the share of b at 4 or above. Base R only (made with 4.2.2).
#
#   Rscript association.R DIR

dir <- commandArgs(trailingOnly = TRUE)[1]
data <- read.csv("paired_data.csv", colClasses = c("character", "numeric", "numeric"))

one <- function(id, alternative, level) {
  all <- data[data$case == id, ]
  x <- all[complete.cases(all), ]; n <- nrow(x)
  out <- list(case = id, alternative = alternative, level = level, n = n)
  for (v in c("r", "r_t", "r_p", "r_low", "r_high", "rho", "rho_t", "rho_p", "rho_low", "rho_high", "median", "m_low", "m_high", "m_level"))
    out[[v]] <- NA
  # 2^532 overflows in cor and 2^-532 underflows; values far from 0 cost it digits.
  unit <- function(v) if (n == 0 || all(v == 0)) v else v / 2^floor(log2(max(abs(v))))
  from_first <- function(v) unit(v - v[1])
  a <- from_first(x$a); b <- from_first(x$b)
  if (n > 2 && sd(a) > 0 && sd(b) > 0) {
    out$r <- cor(a, b); out$rho <- cor(rank(a), rank(b))
    if (abs(out$r) < 1 - 1e-12) {
      p <- cor.test(a, b, alternative = alternative, conf.level = level)
      out$r_t <- unname(p$statistic); out$r_p <- p$p.value
      if (n > 3) { out$r_low <- p$conf.int[1]; out$r_high <- p$conf.int[2] }
    }
    if (abs(out$rho) < 1 - 1e-12) {
      s <- suppressWarnings(cor.test(a, b, method = "spearman", exact = FALSE, alternative = alternative))
      out$rho_t <- out$rho / sqrt((1 - out$rho^2) / (n - 2)); out$rho_p <- s$p.value
      if (n > 3) {
        q <- if (alternative == "two.sided") qnorm((1 + level) / 2) else qnorm(level)
        se <- sqrt((1 + out$rho^2 / 2) / (n - 3))
        out$rho_low <- if (alternative == "less") -1 else tanh(atanh(out$rho) - q * se)
        out$rho_high <- if (alternative == "greater") 1 else tanh(atanh(out$rho) + q * se)
      }
    }
  }
  y <- sort(all$b[!is.na(all$b)]); m <- length(y)
  if (m > 0) {
    out$median <- median(y)
    k <- qbinom((1 - level) / 2, m, .5)
    if (k > 0) { out$m_low <- y[k]; out$m_high <- y[m + 1 - k]; out$m_level <- 1 - 2 * pbinom(k - 1, m, .5) }
  }
  out$top <- sum(all$b >= 4, na.rm = TRUE); out$answered <- m
  out
}

full <- function(x) if (is.character(x)) x else if (is.na(x)) "NA" else sprintf("%.17g", x)
wanted <- rbind(
  data.frame(id = unique(data$case), alternative = "two.sided", level = .95),
  data.frame(id = c("likert5", "normal", "negative_r", "n4"), alternative = "greater", level = .95),
  data.frame(id = c("likert7_unrelated", "negative_r", "skewed"), alternative = "less", level = .90))
out <- do.call(rbind, lapply(seq_len(nrow(wanted)), function(i)
  as.data.frame(lapply(one(wanted$id[i], wanted$alternative[i], wanted$level[i]), full))))
write.csv(out, file.path(dir, "association_reference.csv"), row.names = FALSE, quote = FALSE)
