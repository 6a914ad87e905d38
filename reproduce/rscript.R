# ---- How numbers are recomputed ---------------------------------------------
# Base R alone. What is missing is NA; what is not defined is NA too.

# The n respondents' answers, one row each, under the names given here.
answers <- function(file, columns) {
  d <- read.csv(file, header = TRUE, na.strings = "NA", check.names = FALSE, colClasses = "numeric")
  if (ncol(d) != length(columns)) stop(file, " has ", ncol(d), " columns, not ", length(columns))
  names(d) <- columns
  d
}

# Every recomputed number goes in here, under its id and name.
recomputed <- new.env()
recomputed$key <- character(0)
recomputed$value <- numeric(0)
recomputed$error <- numeric(0) # Monte Carlo error, 0 for numbers without chance
key_of <- function(id, name) paste(id, name, sep = " | ")
put <- function(id, values, error = 0) {
  values <- unlist(values)
  if (length(values) == 0) return(invisible())
  recomputed$key <- c(recomputed$key, key_of(id, names(values)))
  recomputed$value <- c(recomputed$value, unname(values))
  recomputed$error <- c(recomputed$error, rep_len(unname(error), length(values)))
}

# A p value too small for a number is the smallest number there is, never 0.
positive <- function(p) max(p, 2^-1074)

# ---- one variable ----

# SD with n - 1; 0 exactly where all values are equal.
deviation <- function(x) {
  if (length(x) < 2) return(NA)
  if (min(x) == max(x)) 0 else sd(x)
}

# G1 = n / ((n-1)(n-2)) sum z^3, z in units of the SD with n - 1.
skewness <- function(x, s = deviation(x)) {
  n <- length(x)
  if (n < 3 || s == 0) return(NA)
  n / ((n - 1) * (n - 2)) * sum(((x - mean(x)) / s)^3)
}

# G2 = n(n+1) / ((n-1)(n-2)(n-3)) sum z^4 - 3(n-1)^2 / ((n-2)(n-3)), in excess of the normal's.
kurtosis <- function(x, s = deviation(x)) {
  n <- length(x)
  if (n < 4 || s == 0) return(NA)
  n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * sum(((x - mean(x)) / s)^4) -
    3 * (n - 1)^2 / ((n - 2) * (n - 3))
}

# Quartiles are of type 7, R's default.
describe <- function(x) {
  x <- x[!is.na(x)]
  if (length(x) == 0) {
    return(c(n = 0, mean = NA, sd = NA, median = NA, q1 = NA, q3 = NA, min = NA, max = NA, skewness = NA, kurtosis = NA))
  }
  c(n = length(x), mean = mean(x), sd = deviation(x), median = median(x),
    q1 = quantile(x, .25, names = FALSE, type = 7), q3 = quantile(x, .75, names = FALSE, type = 7),
    min = min(x), max = max(x), skewness = skewness(x), kurtosis = kurtosis(x))
}

# How many answered each point of a scale.
distribution <- function(x, low, high) {
  n <- vapply(low:high, function(point) sum(x == point, na.rm = TRUE), 0)
  names(n) <- paste("n at", low:high)
  n
}

# Counts from 1 to 4 are hidden, and with them the next smallest until at least
# two counts of together at least five people are: none can be worked out.
suppress_small <- function(n) {
  hidden <- n > 0 & n < 5
  while (any(hidden) && (sum(hidden) < 2 || sum(n[hidden]) < 5)) {
    rest <- which(!hidden & n > 0)
    if (length(rest) == 0) break
    hidden[rest[which.min(n[rest])]] <- TRUE
  }
  n[hidden] <- NA
  n
}

# Counts and percentages of those who answered; codes holds the code of each category.
categories <- function(id, x, labels, codes = seq_along(labels), guarded = FALSE) {
  n <- vapply(codes, function(code) sum(x == code, na.rm = TRUE), 0)
  if (guarded) n <- suppress_small(n)
  answered <- sum(!is.na(x))
  percent <- if (answered > 0) 100 * n / answered else rep(NA_real_, length(n))
  names(n) <- paste0("n of ", labels, recycle0 = TRUE)
  names(percent) <- paste0("percent of ", labels, recycle0 = TRUE)
  put(id, c(n = answered))
  put(id, n)
  put(id, percent)
}

# A share k of n with Wilson's score interval, in percent.
# Where guarded, a count that shows 1 to 4 people is hidden.
indicator <- function(id, counts, answered, level, of_all = FALSE, guarded = FALSE) {
  k <- sum(counts & answered, na.rm = TRUE)
  n <- if (of_all) length(answered) else sum(answered)
  few <- function(x) x > 0 && x < 5
  if (guarded && (few(k) || few(n - k))) {
    put(id, c(n = n, k = NA, percent = NA, ci_low = NA, ci_high = NA))
    return(invisible())
  }
  z <- qnorm((1 + level) / 2)
  share <- k / n
  centre <- (share + z^2 / (2 * n)) / (1 + z^2 / n)
  margin <- z * sqrt(share * (1 - share) / n + z^2 / (4 * n^2)) / (1 + z^2 / n)
  put(id, c(n = n, k = k, percent = 100 * share,
    ci_low = if (n > 0 && k == 0) 0 else 100 * (centre - margin),
    ci_high = if (n > 0 && k == n) 100 else 100 * (centre + margin)))
}

# ---- two variables ----

# Each variable with each other one, over those who have both, or where listwise
# all. Pearson's r with Fisher's interval; Spearman's rho with Bonett and
# Wright's, its p from the permutation distribution without
# ties (never below that of perfect order), else of t on n - 2.
correlations <- function(id, values, names, method, listwise, level) {
  if (listwise) {
    whole <- Reduce(`&`, lapply(values, function(x) !is.na(x)))
    values <- lapply(values, function(x) replace(x, !whole, NA))
  }
  for (i in seq_along(values)) for (j in seq_along(values)) if (i < j) {
    ok <- !is.na(values[[i]]) & !is.na(values[[j]])
    put(paste0(id, "/", names[i], " with ", names[j]), association(values[[i]][ok], values[[j]][ok], method, level))
  }
}

association <- function(x, y, method, level) {
  n <- length(x)
  exact <- method == "spearman" && n > 2 && n < 1290 && !anyDuplicated(x) && !anyDuplicated(y)
  p <- if (exact) max(cor.test(x, y, method = "spearman", exact = TRUE)$p.value, positive(2 * exp(-lgamma(n + 1)))) else NA
  if (method == "spearman") {
    x <- rank(x)
    y <- rank(y)
  }
  r <- pearson(x, y)
  out <- c(n = n, r = r, ci_low = NA, ci_high = NA, p = p)
  if (is.na(r) || n < 3) return(out)
  if (1 - abs(r) < 1e-14) return(out)
  if (!exact) out["p"] <- positive(2 * pt(-abs(r * sqrt((n - 2) / (1 - r^2))), n - 2))
  if (n < 4) return(out)
  se <- sqrt((if (method == "spearman") 1 + r^2 / 2 else 1) / (n - 3))
  out[c("ci_low", "ci_high")] <- tanh(atanh(r) + c(-1, 1) * qnorm((1 + level) / 2) * se)
  out
}

# The median and its interval between the order statistics k and n + 1 - k.
# Where guarded, no limit is given at or beyond which fewer than five people lie.
median_interval <- function(id, x, level, guarded) {
  x <- sort(x)
  n <- length(x)
  k <- if (n > 0) qbinom((1 - level) / 2, n, .5) else 0
  if (k > 0 && pbinom(k - 1, n, .5) > (1 - level) / 2) k <- k - 1
  out <- c(n = n, median = if (n > 0) median(x) else NA, ci_low = NA, ci_high = NA, ci_level = NA)
  if (k > 0) {
    if (!guarded || (sum(x <= x[k]) >= 5 && sum(x >= x[n + 1 - k]) >= 5)) out[c("ci_low", "ci_high")] <- x[c(k, n + 1 - k)]
    out["ci_level"] <- 1 - 2 * pbinom(k - 1, n, .5)
  }
  put(id, out)
}

# Which counts of a two-way table n with its totals are hidden, those of hidden
# among them: 1 to 4, and after them the smallest ones that keep a row, a column
# or a bridge of the graph of hidden counts from giving one away.
suppress_table <- function(n, hidden) {
  last <- nrow(n)
  across <- ncol(n)
  corner <- row(n) == last & col(n) == across
  hidden <- hidden | (n > 0 & n < 5 & !corner)
  # The rows and columns to which other hidden counts lead, from row r or from column c.
  reached <- function(r, c, from_row) {
    edges <- hidden
    edges[r, c] <- FALSE
    rows <- from_row & seq_len(last) == r
    columns <- !from_row & seq_len(across) == c
    repeat {
      before <- c(rows, columns)
      columns <- columns | colSums(edges[rows, , drop = FALSE]) > 0
      rows <- rows | rowSums(edges[, columns, drop = FALSE]) > 0
      if (all(before == c(rows, columns))) return(list(rows = rows, columns = columns))
    }
  }
  fault <- function() {
    for (r in seq_len(last)) {
      h <- hidden[r, -across]
      if (any(h) && !hidden[r, across] && sum(n[r, -across][h]) < 5) return(row(n) == r)
    }
    for (c in seq_len(across)) {
      h <- hidden[-last, c]
      if (any(h) && !hidden[last, c] && sum(n[-last, c][h]) < 5) return(col(n) == c)
    }
    for (r in seq_len(last)) for (c in seq_len(across)) {
      if (!hidden[r, c]) next
      x <- reached(r, c, TRUE)
      if (x$columns[c]) next
      y <- reached(r, c, FALSE)
      over <- outer(x$rows, y$columns) | outer(y$rows, x$columns)
      if (any(over & !hidden & n > 0 & !corner)) return(over)
      return(outer(x$rows | y$rows, x$columns | y$columns, `|`))
    }
    NULL
  }
  repeat {
    where <- fault()
    if (is.null(where)) return(hidden)
    can <- which(t(where & !hidden & n > 0 & !corner)) # row by row
    if (length(can) == 0) return(!corner)
    k <- can[which.min(t(n)[can])]
    hidden[(k - 1) %/% across + 1, (k - 1) %% across + 1] <- TRUE
  }
}

# Counts by two columns with the percentages of each row.
two_way <- function(id, rows, columns, guarded) {
  ok <- !is.na(rows$x) & !is.na(columns$x)
  n <- outer(rows$codes, columns$codes, Vectorize(function(r, c) sum(rows$x[ok] == r & columns$x[ok] == c)))
  n <- matrix(as.numeric(n), length(rows$codes))
  n <- cbind(n, rowSums(n))
  n <- rbind(n, colSums(n))
  hidden <- n < 0
  alone <- function(side) {
    count <- vapply(side$codes, function(code) sum(side$x == code, na.rm = TRUE), 0)
    if (side$guarded) is.na(suppress_small(count)) else count < 0
  }
  if (guarded) {
    hidden[-nrow(n), ncol(n)] <- alone(rows)
    hidden[nrow(n), -ncol(n)] <- alone(columns)
    hidden <- suppress_table(n, hidden)
  }
  put(id, c(n = sum(ok), dropped = sum(!ok)))
  n[hidden] <- NA
  names <- c(rows$names, "everyone")
  for (r in seq_along(names)) {
    total <- n[r, ncol(n)]
    for (c in seq_along(columns$names)) {
      cell <- n[r, c]
      of <- paste0(" of ", names[r], " by ", columns$names[c])
      put(id, setNames(c(cell, if (is.na(total) || total == 0) NA else 100 * cell / total), paste0(c("n", "percent"), of)))
    }
    if (r < length(names)) put(id, setNames(total, paste("total of", names[r])))
  }
}

# ---- scores and their reliability ----

# ---- what was said ----

# Open answers: a row an answer, a column a category, 1 where it was given. parent is
# the place of the category above, 0 at the top; a category counts what was given below
# it, and a respondent once.
content <- function(id, units, names, parent, denominator, uncodable, asked) {
  given <- as.matrix(units[-(1:2)]) == 1
  written <- units$blank == 0
  no_sense <- rowSums(given[, uncodable, drop = FALSE]) > 0
  counted <- switch(denominator, answered = written, codable = written & !no_sense, all = rep(TRUE, nrow(units)))
  n <- if (denominator == "all") asked else length(unique(units$respondent[counted]))
  total <- sum(given[counted, ])
  put(id, c(n = n, units = nrow(units), blank = sum(!written), uncodable = sum(written & no_sense),
            uncoded = sum(counted & rowSums(given) == 0), assignments = total))
  under <- function(k) {
    is <- function(j) {
      while (j > 0 && j != k) j <- parent[j]
      j == k
    }
    which(vapply(seq_along(parent), is, NA))
  }
  for (k in seq_along(names)) {
    part <- given[counted, under(k), drop = FALSE]
    respondents <- length(unique(units$respondent[counted][rowSums(part) > 0]))
    put(paste0(id, "/", names[k]), c(respondents = respondents, of_respondents = respondents / n,
                                     assignments = sum(part), of_assignments = sum(part) / total))
  }
}

# A joint display: a column of said is a row of it, the last is everyone matched. A mean
# of 1 to 4 people is hidden where it is guarded, and so is that of a group that another,
# printed one is but for so few.
joint <- function(id, said, names, values, value_names, guarded) {
  for (v in seq_along(values)) {
    has <- !is.na(values[[v]])
    groups <- c(lapply(said, function(g) which(g == 1 & has)), list(which(has)))
    hidden <- rep(FALSE, length(groups))
    if (guarded) {
      hidden <- lengths(groups) %in% 1:4
      for (i in seq_along(groups)) for (j in seq_along(groups)) {
        rest <- length(groups[[j]]) - length(groups[[i]])
        if (i != j && !hidden[i] && !hidden[j] && length(groups[[i]]) > 0 && rest %in% 1:4 && all(groups[[i]] %in% groups[[j]])) {
          hidden[i] <- TRUE
        }
      }
    }
    for (i in seq_along(groups)) {
      x <- values[[v]][groups[[i]]]
      m <- if (length(x) == 0 || hidden[i]) NA else mean(x)
      put(paste0(id, "/", c(names, "everyone")[i], "/", value_names[v]), c(n = length(x), mean = m, sd = if (hidden[i]) NA else deviation(x)))
    }
  }
}

# The mean of the answered items, where at least need are answered; a sum is
# that mean times the number of items.
score <- function(items, method, need) {
  answered <- rowSums(!is.na(items))
  s <- rowSums(items, na.rm = TRUE) / answered
  if (method == "sum") s <- ifelse(answered == ncol(items), rowSums(items, na.rm = TRUE), s * ncol(items))
  s[answered < need | answered == 0] <- NA
  s
}

complete <- function(items) items[rowSums(is.na(items)) == 0, , drop = FALSE]

# Cronbach's alpha = k/(k-1) (1 - sum of the items' variances / variance of their sum).
alpha <- function(items) {
  x <- complete(items)
  k <- ncol(x)
  if (k < 2 || nrow(x) < 2) return(NA)
  within <- sum(apply(x, 2, deviation)^2)
  total <- deviation(rowSums(x))^2
  if (total <= 1e-28 * within || total == 0) return(NA)
  k / (k - 1) * (1 - within / total)
}

# Feldt's interval: 1 - (1 - alpha) F on n - 1 and (n - 1)(k - 1) degrees of freedom.
alpha_row <- function(items, level) {
  a <- alpha(items)
  n <- nrow(complete(items))
  limit <- function(p) if (is.na(a)) NA else 1 - (1 - a) * qf(p, n - 1, (n - 1) * (ncol(items) - 1))
  c(alpha = a, n = n, ci_low = limit((1 + level) / 2), ci_high = limit((1 - level) / 2))
}

pearson <- function(a, b) {
  if (length(a) < 2 || deviation(a) == 0 || deviation(b) == 0) NA else cor(a, b)
}

# McDonald's omega = (sum l)^2 / ((sum l)^2 + sum u) of one factor by maximum
# likelihood, l and u in the items' own units. factanal finds the factor;
# Lawley's equations (u = 1 - l^2, at least .005) settle its last digits, from there
# and, since they can lead away from it, from one half: what is nearer to factanal's
# is it.
omega <- function(items) {
  x <- complete(items)
  k <- ncol(x)
  if (k < 3 || nrow(x) <= k || any(apply(x, 2, deviation) == 0)) return(NA)
  r <- cor(x)
  settle <- function(u) {
    for (step in 1:200000) {
      e <- eigen(r / sqrt(outer(u, u)), symmetric = TRUE)
      l <- sqrt(u) * e$vectors[, 1] * sqrt(max(e$values[1] - 1, 0))
      following <- pmin(pmax(1 - l^2, .005), 1)
      moved <- max(abs(following - u))
      u <- following
      if (moved < 1e-13) break
    }
    list(u = u, l = l)
  }
  one <- settle(rep(.5, k))
  found <- try(suppressWarnings(factanal(covmat = r, factors = 1, n.obs = nrow(x), rotation = "none")), silent = TRUE)
  if (!inherits(found, "try-error")) {
    other <- settle(pmin(pmax(found$uniquenesses, .005), 1))
    off <- function(s) max(abs(s$u - found$uniquenesses))
    if (off(other) < off(one)) one <- other
  }
  s <- apply(x, 2, sd)
  sum(s * one$l)^2 / (sum(s * one$l)^2 + sum(s^2 * one$u))
}

# What is printed of one condition's score: a is its condition, b the other one.
reliability <- function(id, a, b, scores, low, high, level) {
  both <- a[rowSums(is.na(a)) == 0 & rowSums(is.na(b)) == 0, , drop = FALSE]
  x <- complete(a)
  k <- ncol(a)
  brown <- if (k == 2) pearson(x[, 1], x[, 2]) else NA
  if (!is.na(brown) && 1 + brown < 1e-14) brown <- NA
  there <- scores[!is.na(scores)]
  slack <- 1e-9 * (high - low)
  put(id, alpha_row(a, level))
  put(id, c(alpha_pairs = alpha(both), alpha_pairs_n = nrow(both), omega = omega(a),
    spearman_brown = 2 * brown / (1 + brown),
    floor = mean(there <= low + slack), ceiling = mean(there >= high - slack)))
  for (j in seq_len(k)) {
    others <- x[, -j, drop = FALSE]
    put(paste0(id, "/", colnames(a)[j]), c(
      item_rest_r = if (k < 2) NA else pearson(x[, j], rowSums(others)),
      alpha_if_deleted = alpha(others)))
  }
}

# ---- the paired comparison ----

# P(T <= t) of the noncentral t. R's pt goes over to an approximation past a
# noncentrality of 37.62; there it is the integral over S = sqrt(chi2/df) of
# P(Z <= t S - ncp).
pt_noncentral <- function(t, df, ncp) {
  if (abs(ncp) <= 37.62) return(suppressWarnings(pt(t, df, ncp)))
  ends <- sqrt(qchisq(1e-17, df) / df)
  ends[2] <- sqrt(qchisq(1e-17, df, lower.tail = FALSE) / df)
  cuts <- sort(unique(pmin(pmax(c(ends, (ncp + c(-8, -4, -2, 0, 2, 4, 8)) / t, sqrt(pmax(df - 1, 0) / df)), ends[1]), ends[2])))
  f <- function(s) pnorm(t * s - ncp) * 2 * df * s * dchisq(df * s^2, df)
  sum(vapply(seq_along(cuts)[-1], function(i) integrate(f, cuts[i - 1], cuts[i], rel.tol = 1e-11, stop.on.error = FALSE)$value, 0))
}

# The noncentrality at which t or less has the probability tail.
noncentrality <- function(t, df, tail) {
  spread <- sqrt(1 + t^2 / (2 * df))
  uniroot(function(ncp) pt_noncentral(t, df, ncp) - tail, t + c(-12, 12) * spread,
    extendInt = "downX", tol = 1e-13 * max(1, abs(t)), maxiter = 10000)$root
}

# Whether differences vary by more than the rounding of what they come from
# (eight roundings of the largest value), or than t.test takes.
varies <- function(d, a, b) {
  if (deviation(d) == 0) return(FALSE)
  eps <- .Machine$double.eps
  diff(range(d)) > 8 * eps * max(abs(a), abs(b)) && sd(d) / sqrt(length(d)) >= 10 * eps * abs(mean(d))
}

# Differences rounded at the 10th significant digit of the pair's larger value:
# 12/5 - 9/5 is 3/5. Those that are one but for the rounding of the values are one,
# whatever digits their pairs keep.
rounded <- function(d, a, b) {
  size <- pmax(abs(a), abs(b))
  digits <- ifelse(size > 0, 9 - floor(log10(size)), 0)
  k <- round(d * 10^digits)
  out <- ifelse(digits >= 0, k / 10^digits, k * 10^-digits)
  first <- 0
  for (i in order(abs(d))) {
    if (is.na(out[i]) || out[i] == 0) next
    if (first > 0 && abs(d[i]) - abs(d[first]) <= 8 * .Machine$double.eps * max(size[first], size[i])) {
      out[i] <- sign(d[i]) * abs(out[first])
    } else {
      first <- i
    }
  }
  out
}

# t = MD/SE on n - 1; d_z = MD/SD_D, its limits by the noncentral t; g_z = J d_z,
# J = gamma(df/2) / (sqrt(df/2) gamma((df-1)/2)); d_av = MD / mean of both SDs;
# d_rm = d_z sqrt(2(1 - r)); g_av and g_rm are those times J. The limits of all of
# these are those of d_z times the same factor (Algina & Keselman, 2003).
t_row <- function(a, b, direction, alternative, level) {
  n <- length(a)
  d <- if (direction == "A-B") a - b else b - a
  constant <- n >= 2 && !varies(d, a, b)
  sa <- deviation(a)
  sb <- deviation(b)
  r <- unlike <- NA
  if (n >= 2 && sa > 0 && sb > 0) {
    za <- (a - mean(a)) / sa
    zb <- (b - mean(b)) / sb
    r <- min(max(sum(za * zb) / (n - 1), -1), 1)
    unlike <- sum((za - zb)^2) / (n - 1) / 2 # 1 - r, without cancellation
  }
  md <- if (n > 0) mean(d) else NA
  sdd <- if (constant) 0 else deviation(d)
  df <- if (n >= 2) n - 1 else NA
  se <- sdd / sqrt(n)
  t <- p <- dz <- NA
  ci <- dz_ci <- c(NA, NA)
  if (n >= 2 && !constant) {
    t <- md / se
    dz <- md / sdd
    p <- positive(switch(alternative, two_sided = 2 * pt(-abs(t), df),
      greater = pt(t, df, lower.tail = FALSE), less = pt(t, df)))
    tail <- if (alternative == "two_sided") (1 - level) / 2 else 1 - level
    ci <- md + c(-1, 1) * qt(tail, df, lower.tail = FALSE) * se
    if (alternative == "greater") ci[2] <- NA # infinite
    if (alternative == "less") ci[1] <- NA
    dz_ci <- c(if (alternative != "less") -noncentrality(-t, df, tail) else NA,
      if (alternative != "greater") noncentrality(t, df, tail) else NA) / sqrt(n)
  }
  J <- if (!is.na(df) && df > 1) exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2) else NA
  mid <- (sa + sb) / 2
  d_av <- if (!is.na(mid) && mid > 0) md / mid else NA
  av <- if (!is.na(d_av)) sdd / mid else NA # from d_z to d_av, and to d_rm
  rm <- sqrt(2 * unlike)
  c(n = n, mean_a = if (n > 0) mean(a) else NA, sd_a = sa, median_a = if (n > 0) median(a) else NA,
    mean_b = if (n > 0) mean(b) else NA, sd_b = sb, median_b = if (n > 0) median(b) else NA,
    r = r, mean_difference = md, sd_difference = sdd, se_difference = if (n >= 2) se else NA,
    t = t, df = df, p = p, ci_low = ci[1], ci_high = ci[2],
    d_z = dz, d_z_ci_low = dz_ci[1], d_z_ci_high = dz_ci[2],
    g_z = dz * J, g_z_ci_low = dz_ci[1] * J, g_z_ci_high = dz_ci[2] * J,
    d_av = d_av, d_av_ci_low = dz_ci[1] * av, d_av_ci_high = dz_ci[2] * av,
    g_av = if (is.na(t)) NA else d_av * J, g_av_ci_low = dz_ci[1] * av * J, g_av_ci_high = dz_ci[2] * av * J,
    d_rm = dz * rm, d_rm_ci_low = dz_ci[1] * rm, d_rm_ci_high = dz_ci[2] * rm,
    g_rm = dz * rm * J, g_rm_ci_low = dz_ci[1] * rm * J, g_rm_ci_high = dz_ci[2] * rm * J,
    skewness_difference = if (n == 0) NA else skewness(d, sdd), kurtosis_difference = if (n == 0) NA else kurtosis(d, sdd))
}

# ---- beside the t test, where it is declared ----

# The share of all 2^n signs of the ranks that gives W+ or what is further out,
# by convolution: each rank is in or out with probability one half.
p_signed_rank <- function(ranks, w, alternative) {
  mass <- 1
  for (k in round(2 * ranks)) mass <- (c(mass, rep(0, k)) + c(rep(0, k), mass)) / 2
  at <- round(2 * w) + 1 # mass[i] belongs to the sum (i - 1) / 2
  low <- sum(mass[seq_len(at)])
  up <- sum(rev(mass)[seq_len(length(mass) - at + 1)])
  positive(switch(alternative, two_sided = min(1, 2 * min(low, up)), greater = up, less = low))
}

p_normal <- function(z, alternative) {
  positive(switch(alternative, two_sided = 2 * pnorm(-abs(z)), greater = pnorm(z, lower.tail = FALSE), less = pnorm(z)))
}

# d: rounded differences, which are ranked. Zeros are dropped before ranking, or
# (Pratt) after it. The estimate is of b - a as they are; what only the rounding of
# the values keeps from 0 is 0.
wilcoxon <- function(d, a, b, alternative, level, zeros) {
  nonzero <- d[d != 0]
  n <- length(nonzero)
  out <- c(w_plus = 0, w_minus = 0, n_nonzero = n, n_zero = sum(d == 0), ties = sum(table(abs(nonzero))[table(abs(nonzero)) > 1]),
    p = NA, p_exact = NA, p_normal = NA, p_normal_corrected = NA, z = NA,
    rank_biserial = NA, rank_biserial_ci_low = NA, rank_biserial_ci_high = NA,
    hodges_lehmann = NA, hodges_lehmann_ci_low = NA, hodges_lehmann_ci_high = NA, hodges_lehmann_ci_level = NA)
  if (length(d) == 0) return(out)
  two <- alternative == "two_sided"
  tail <- if (two) (1 - level) / 2 else 1 - level
  # Hodges-Lehmann: the median of the means of all pairs of differences.
  walsh <- outer(b - a, b - a, "+") / 2
  walsh <- sort(walsh[upper.tri(walsh, diag = TRUE)])
  if (any(c(a, b) != trunc(c(a, b)))) walsh[abs(walsh) <= 8 * .Machine$double.eps * max(abs(a), abs(b))] <- 0
  m <- length(d)
  if (m <= 400) {
    k <- max(1, qsignrank(tail, m))
    below <- psignrank(k - 1, m)
  } else {
    centre <- m * (m + 1) / 4
    spread <- sqrt(m * (m + 1) * (2 * m + 1) / 24)
    k <- max(1, ceiling(centre - .5 + qnorm(tail) * spread))
    below <- pnorm((k - .5 - centre) / spread)
  }
  out["hodges_lehmann"] <- median(walsh)
  if (below <= tail * (1 + 1e-12)) {
    if (alternative != "less") out["hodges_lehmann_ci_low"] <- walsh[k]
    if (alternative != "greater") out["hodges_lehmann_ci_high"] <- walsh[length(walsh) - k + 1]
    out["hodges_lehmann_ci_level"] <- 1 - (if (two) 2 else 1) * below
  }
  if (n == 0) return(out)
  ranks <- if (zeros == "pratt") rank(abs(d))[d != 0] else rank(abs(nonzero))
  up <- sum(ranks[nonzero > 0])
  down <- sum(ranks[nonzero < 0])
  off <- up - sum(ranks) / 2
  spread <- sqrt(sum(ranks^2)) / 2
  corrected <- switch(alternative, two_sided = max(abs(off) - .5, 0), greater = off - .5, less = off + .5)
  rb <- (up - down) / (up + down)
  out[c("w_plus", "w_minus", "z", "rank_biserial")] <- c(up, down, off / spread, rb)
  out["p_normal"] <- p_normal(off / spread, alternative)
  out["p_normal_corrected"] <- p_normal(corrected / spread, alternative)
  if (n <= 400) out["p_exact"] <- p_signed_rank(ranks, up, alternative)
  out["p"] <- if (n <= 400) out["p_exact"] else out["p_normal"]
  if (abs(rb) < 1) { # by Fisher's transformation
    margin <- qnorm(tail, lower.tail = FALSE) * sqrt((2 * n^3 + 3 * n^2 + n) / 6) / ((n^2 + n) / 2)
    out["rank_biserial_ci_low"] <- if (alternative == "less") -1 else tanh(atanh(rb) - margin)
    out["rank_biserial_ci_high"] <- if (alternative == "greater") 1 else tanh(atanh(rb) + margin)
  }
  out
}

# The exact sign test, with Clopper and Pearson's interval of the share that rose.
sign_test <- function(d, alternative, level) {
  rose <- sum(d > 0)
  n <- sum(d != 0)
  if (n == 0) return(c(p = NA, share = NA, share_ci_low = NA, share_ci_high = NA))
  tail <- if (alternative == "two_sided") (1 - level) / 2 else 1 - level
  p <- switch(alternative, two_sided = min(1, 2 * pbinom(min(rose, n - rose), n, .5)),
    greater = pbinom(n - rose, n, .5), less = pbinom(rose, n, .5))
  c(p = positive(p), share = rose / n,
    share_ci_low = if (alternative == "less" || rose == 0) 0 else qbeta(tail, rose, n - rose + 1),
    share_ci_high = if (alternative == "greater" || rose == n) 1 else qbeta(tail, rose + 1, n - rose, lower.tail = FALSE))
}

shapiro <- function(d) {
  n <- length(d)
  if (n < 3 || n > 5000 || diff(range(d)) <= 8 * .Machine$double.eps * max(abs(d))) return(c(n = n, w = NA, p = NA))
  s <- shapiro.test(d)
  c(n = n, w = unname(s$statistic), p = positive(s$p.value))
}

# ln BF10 of d_z under a Cauchy prior of that width against 0 (Rouder et al.,
# 2009, eq. 1), integrated over ln g. Where a direction is declared, also ln BF
# of the half of the prior on that side: given g, d_z is normal before the data
# and the mean has a t distribution on n df after them, so that the factor of g
# is multiplied by twice the chance of that side.
bayes <- function(t, n, width, alternative) {
  directed <- alternative != "two_sided"
  if (is.na(t)) return(c(log_bf10 = NA, if (directed) c(log_bf_directed = NA)))
  v <- n - 1
  log_f <- function(u, side) {
    g <- width^2 * exp(u)
    f <- -log1p(n * g) / 2 - (v + 1) / 2 * log1p(t^2 / ((1 + n * g) * v)) - u / 2 - exp(-u) / 2 - log(2 * pi) / 2
    if (side == 0) return(f)
    k <- n + 1 / g
    z <- side * sqrt(n) * t / k / sqrt((v + t^2 / (1 + n * g)) / (n * k))
    f + log(2) + pt(z, n, log.p = TRUE)
  }
  log_bf <- function(side) {
    grid <- seq(-100, 400, .5)
    top <- max(log_f(grid, side))
    far <- range(grid[log_f(grid, side) > top - 60])
    cuts <- seq(far[1] - 1, far[2] + 1, length.out = 200)
    area <- sum(vapply(seq_along(cuts)[-1], function(i) integrate(function(u) exp(log_f(u, side) - top), cuts[i - 1], cuts[i], rel.tol = 1e-12)$value, 0))
    top + log(area) + (v + 1) / 2 * log1p(t^2 / v)
  }
  c(log_bf10 = log_bf(0), if (directed) c(log_bf_directed = log_bf(if (alternative == "greater") 1 else -1)))
}

# Two one-sided t tests against -bound and bound.
tost <- function(row, bound, unit, alpha) {
  row <- as.list(row)
  if (unit == "dz") bound <- if (is.na(row$t)) NA else bound * row$sd_difference
  out <- c(low = -bound, high = bound, p_low = NA, p_high = NA, p = NA, ci_low = NA, ci_high = NA)
  if (is.na(row$t)) return(out)
  out["p_low"] <- positive(pt((row$mean_difference + bound) / row$se_difference, row$df, lower.tail = FALSE))
  out["p_high"] <- positive(pt((row$mean_difference - bound) / row$se_difference, row$df))
  out["p"] <- max(out["p_low"], out["p_high"])
  out[c("ci_low", "ci_high")] <- row$mean_difference + c(-1, 1) * qt(1 - alpha, row$df) * row$se_difference
  out
}

# The sign-flip test: all signs of up to 20 differences; beyond, signs are drawn
# anew, and kith's p must agree within Monte Carlo error. Pairs that do not differ
# once rounded are left out.
permutation <- function(id, a, b, alternative, draws) {
  differ <- rounded(b - a, a, b) != 0
  a <- a[differ]
  b <- b[differ]
  d <- b - a
  n <- length(d)
  if (n == 0) return(put(id, c(p = NA)))
  observed <- sum(d)
  slack <- sum(1e-12 * abs(d) + 8 * .Machine$double.eps * pmax(abs(a), abs(b)))
  extreme <- function(s) switch(alternative, two_sided = abs(s) >= abs(observed) - slack,
    greater = s >= observed - slack, less = s <= observed + slack)
  if (n <= 20) {
    sums <- 0
    for (x in d) sums <- c(sums + x, sums - x)
    return(put(id, c(p = mean(extreme(sums)))))
  }
  count <- 0
  left <- draws
  while (left > 0) {
    take <- min(left, 10000)
    signs <- matrix(sample(c(-1, 1), n * take, replace = TRUE), take)
    count <- count + sum(extreme(signs %*% d))
    left <- left - take
  }
  p <- (1 + count) / (1 + draws)
  put(id, c(p = p), error = sqrt(2 * p * (1 - p) / draws))
}

# BCa limits of the mean difference and of d_z, drawn anew ten times over: how
# far the ten lie apart is the Monte Carlo error that kith's must agree within.
bootstrap <- function(id, d, level, draws) {
  names <- c("ci_low", "ci_high", "d_z_ci_low", "d_z_ci_high")
  n <- length(d)
  if (n < 2 || diff(range(d)) <= 8 * .Machine$double.eps * max(abs(d))) return(put(id, setNames(rep(NA, 4), names)))
  effects <- function(m) {
    centre <- colMeans(m)
    s <- sqrt(colSums((m - rep(centre, each = nrow(m)))^2) / (nrow(m) - 1))
    list(centre, ifelse(s > 8 * .Machine$double.eps * abs(centre), centre / s, NA))
  }
  bca <- function(estimate, drawn, jackknife) {
    if (anyNA(drawn) || anyNA(jackknife)) return(c(NA, NA))
    b <- length(drawn)
    bias <- qnorm(mean(drawn < estimate))
    l <- mean(jackknife) - jackknife
    a <- if (any(l != 0)) sum(l^3) / (6 * sum(l^2)^1.5) else 0
    z <- bias + qnorm(c((1 - level) / 2, (1 + level) / 2))
    drawn <- sort(drawn)
    vapply(pnorm(bias + z / (1 - a * z)), function(p) {
      k <- floor((b + 1) * p)
      if (is.na(k) || k < 1 || k >= b) return(NA_real_)
      between <- (qnorm(p) - qnorm(k / (b + 1))) / (qnorm((k + 1) / (b + 1)) - qnorm(k / (b + 1)))
      drawn[k] + between * (drawn[k + 1] - drawn[k])
    }, 0)
  }
  whole <- effects(matrix(d))
  left <- effects(matrix(vapply(seq_len(n), function(i) d[-i], numeric(n - 1)), n - 1))
  b <- min(draws, 10000)
  ten <- vapply(1:10, function(i) {
    drawn <- effects(matrix(sample(d, n * b, replace = TRUE), n))
    c(bca(whole[[1]], drawn[[1]], left[[1]]), bca(whole[[2]], drawn[[2]], left[[2]]))
  }, numeric(4))
  apart <- apply(ten, 1, sd)
  error <- apart * sqrt(1 / 10 + b / draws)
  put(id, setNames(rowMeans(ten), names), error = ifelse(is.na(error), Inf, error))
}

# ---- one comparison, with all that is declared of it ----

# Every test so far, for the families: its p as recomputed here.
tests <- list()

compare <- function(study, set, kind, id, a, b, direction, alternative, level, tests_alpha,
                    extra = character(0), zeros = "dropped", width = NA, bound = NA, unit = "raw",
                    draws = 10000, sensitivity = FALSE, keep = TRUE) {
  ok <- !is.na(a) & !is.na(b) & keep
  a <- a[ok]
  b <- b[ok]
  row <- t_row(a, b, direction, alternative, level)
  put(id, row)
  from <- if (direction == "A-B") b else a
  to <- if (direction == "A-B") a else b
  d <- to - from
  clear <- rounded(d, a, b)
  put(id, c(rose = sum(clear > 0), fell = sum(clear < 0), stayed = sum(clear == 0)))
  at <- function(what) paste0(id, "/", what)
  if ("wilcoxon" %in% extra) put(at("wilcoxon"), wilcoxon(clear, from, to, alternative, level, zeros))
  if ("sign" %in% extra) put(at("sign"), sign_test(clear, alternative, level))
  if ("shapiro" %in% extra) put(at("shapiro"), shapiro(d))
  if ("bayes" %in% extra) put(at("bayes"), bayes(row[["t"]], length(d), width, alternative))
  if ("tost" %in% extra) put(at("tost"), tost(row, bound, unit, tests_alpha))
  if ("permutation" %in% extra) permutation(at("permutation"), from, to, alternative, draws)
  if ("bootstrap" %in% extra) bootstrap(at("bootstrap"), if (is.na(row[["t"]])) numeric(0) else d, level, draws)
  tests[[length(tests) + 1]] <<- list(study = study, set = set, kind = kind, id = id, p = row[["p"]], sensitivity = sensitivity)
}

# p adjusted over one declared family. A sensitivity analysis belongs to none;
# a test without a p counts in none.
adjust <- function(study, of, method) {
  members <- Filter(function(t) {
    t$study == study && !t$sensitivity && (if (of == "sets") t$kind != "item" else t$kind == "item")
  }, tests)
  groups <- if (of == "items_within_set") split(members, factor(vapply(members, function(t) t$set, ""))) else list(members)
  for (group in groups) {
    p <- vapply(group, function(t) as.numeric(t$p), 0)
    q <- p.adjust(p, method = if (method == "bh") "BH" else method)
    for (i in seq_along(group)) put(group[[i]]$id, setNames(q[i], paste0("p adjusted by ", method, " over ", of)))
  }
}

# ---- the comparison with kith ----

# Closed forms must agree to 1e-9 of the number; what comes of root-finding,
# quadrature or iteration to 1e-7. Two numbers that are both 0 but for rounding
# (below 1e-12) agree, save p values.
agreement <- function() {
  expected <- read.csv("expected.csv", colClasses = "character", na.strings = character(0), encoding = "UTF-8", check.names = FALSE)
  known <- key_of(expected$id, expected$name)
  number <- suppressWarnings(as.numeric(ifelse(expected$value == "NA", NA, expected$value)))
  agree <- 0
  cat(sprintf("%-44s %-24s %-19s %-19s %-9s\n", "what", "number", "kith", "R", "relative difference"))
  for (i in seq_along(known)) {
    j <- match(known[i], recomputed$key)
    kith <- number[i]
    r <- recomputed$value[j]
    if (!is.na(r) && !is.finite(r)) r <- NA # results.json has no infinity
    error <- if (is.na(j)) 0 else recomputed$error[j]
    p <- grepl("^p($|_| )", expected$name[i])
    loose <- grepl("^([dg]_[a-z]+_ci_|omega$|log_bf10$|log_bf_directed$)", expected$name[i])
    difference <- NA
    if (is.na(j) || (is.na(kith) && expected$value[i] != "NA")) {
      ok <- FALSE
    } else if (is.na(kith) || is.na(r)) {
      ok <- (is.na(kith) && is.na(r)) || is.infinite(error)
      difference <- 0
    } else {
      size <- max(abs(kith), abs(r))
      difference <- if (size == 0) 0 else abs(kith - r) / size
      ok <- difference <= (if (loose) 1e-7 else 1e-9) || (!p && size < 1e-12) ||
        abs(kith - r) <= 5 * error
    }
    agree <- agree + ok
    cat(sprintf("%-44s %-24s %-19s %-19s %-9s %s\n", expected$id[i], expected$name[i], expected$value[i],
      if (is.na(j)) "not recomputed" else format(r, digits = 12), format(difference, digits = 2),
      if (!ok) "DIFFERS" else if (error > 0 && difference > 1e-9) "ok within Monte Carlo error" else "ok"))
  }
  alone <- setdiff(recomputed$key, known)
  for (key in alone) cat(key, "is in R only: DIFFERS\n")
  cat(sprintf("%d numbers recomputed: %d agree\n", length(known) + length(alone), agree))
  agree == length(known) && length(alone) == 0 && length(known) > 0
}

