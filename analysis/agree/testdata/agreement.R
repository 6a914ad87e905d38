# Agreement in base R on made tables of two to four coders, for
# agreement_random.csv: Rscript agreement.R > agreement_random.csv
kappa2 <- function(x, q) { # Cohen (1960), units both judged
  x <- x[stats::complete.cases(x), , drop = FALSE]
  t <- table(factor(x[, 1], 0:(q - 1)), factor(x[, 2], 0:(q - 1))) / nrow(x)
  pe <- sum(rowSums(t) * colSums(t)); (sum(diag(t)) - pe) / (1 - pe)
}
alpha <- function(x, q) { # Krippendorff (2011), through the coincidence matrix
  o <- matrix(0, q, q)
  for (u in seq_len(nrow(x))) {
    v <- x[u, !is.na(x[u, ])] + 1; m <- length(v)
    if (m > 1) for (i in 1:m) for (j in 1:m) if (i != j) o[v[i], v[j]] <- o[v[i], v[j]] + 1 / (m - 1)
  }
  n <- rowSums(o); 1 - (sum(n) - 1) * (sum(o) - sum(diag(o))) / (sum(n)^2 - sum(n^2))
}
shares <- function(x, q) t(apply(x, 1, function(r) tabulate(r[!is.na(r)] + 1, q)))
percent <- function(x, q) { # Fleiss (1971)
  r <- shares(x, q); m <- rowSums(r); k <- m > 1
  mean(rowSums(r * (r - 1))[k] / (m * (m - 1))[k])
}
ac1 <- function(x, q) { # Gwet (2008)
  r <- shares(x, q); m <- rowSums(r); p <- colMeans(r[m > 0, ] / m[m > 0])
  pe <- sum(p * (1 - p)) / (q - 1); (percent(x, q) - pe) / (1 - pe)
}
set.seed(8)
cat("case,coders,categories,labels,percent,kappa,alpha,AC1,PABAK\n")
for (case in 1:30) {
  k <- 2 + case %% 3; q <- 2 + case %% 4; n <- 5 + case
  true <- sample(0:(q - 1), n, TRUE)
  x <- sapply(1:k, function(i) ifelse(runif(n) < .6, true, sample(0:(q - 1), n, TRUE)))
  if (case > 10) x[runif(length(x)) < .2] <- NA
  p <- percent(x, q)
  cells <- apply(x, 1, function(r) paste(ifelse(is.na(r), ".", r), collapse = ""))
  cat(case, k, q, paste(cells, collapse = " "), sprintf("%.15g", p),
      if (k == 2) sprintf("%.15g", kappa2(x, q)) else "NaN",
      sprintf("%.15g", alpha(x, q)), sprintf("%.15g", ac1(x, q)), sprintf("%.15g", (q * p - 1) / (q - 1)), sep = ",")
  cat("\n")
}
