// Functions based on the exponential, for floatv: the device's own functions on GPUs, inlined polynomials for wide
// vectors, for which a call per vector would cost more than the function. Relative errors are below 4e-7. NaN remains
// NaN.
//
//   exponential(x)            exp(x); 0 below about -87.3
//   decay(x)                  the same for x <= 0
//   exponential_minus_one(x)  exp(x) - 1
//   logistic(x)               1 / (1 + exp(-x))
//   hyperbolic_tangent(x)     tanh(x)
//   log_one_plus_exp(x)       log(1 + exp(x)), without overflow

#if WIDTH == 1
static inline floatv exponential(floatv x) { return exp(x); }
static inline floatv decay(floatv x) { return exp(x); }
static inline floatv exponential_minus_one(floatv x) { return expm1(x); }
static inline floatv hyperbolic_tangent(floatv x) { return tanh(x); }
static inline floatv log_one_plus(floatv e) { return log1p(e); }
#else
// The range in which exp(x) is neither 0 nor infinite.
#define EXP_LOWEST -87.33654f
#define EXP_HIGHEST 88.72283f
// 1.5 · 2^23: adding this to a float rounds it to an integer, which is in the low bits of the sum.
#define ROUNDING 12582912.0f

// exp(x) = power · (1 + q), where power = 2^n and q = exp(r) - 1 with |r| <= log(2) / 2 (Cephes, expf), for n close
// to x / log(2).
static inline floatv exp_parts_near(floatv x, floatv n, floatv* power) {
  floatv r = fma(n, 2.12194440e-4f, fma(n, -0.693359375f, x));
  floatv p = fma(r, 1.9875691500e-4f, 1.3981999507e-3f);
  p = fma(p, r, 8.3334519073e-3f);
  p = fma(p, r, 4.1665795894e-2f);
  p = fma(p, r, 1.6666665459e-1f);
  p = fma(p, r, 5.0000001201e-1f);
  // The bits of the exponent are n + 127, which is 1 for the smallest x.
  *power = as_floatv((as_intv(n + (ROUNDING + 127.0f)) << 23));
  return fma(p * r, r, r);
}

static inline floatv nearest_power(floatv x) { return fma(x, 1.44269504f, ROUNDING) - ROUNDING; }

static inline floatv exp_parts(floatv x, floatv* power) {
  x = SELECT(x < EXP_LOWEST, EXP_LOWEST, SELECT(x > EXP_HIGHEST, EXP_HIGHEST, x));
  floatv n = nearest_power(x);
  return exp_parts_near(x, SELECT(n > 127, 127.0f, n), power);
}

// Below the range the result is arbitrary at first.
static inline floatv decay(floatv x) {
  floatv power, q = exp_parts_near(x, nearest_power(x), &power);
  return SELECT(x < EXP_LOWEST, 0.0f, fma(power, q, power));
}

static inline floatv exponential(floatv x) {
  floatv power, q = exp_parts(x, &power);
  floatv y = fma(power, q, power);
  return SELECT(x < EXP_LOWEST, 0.0f, SELECT(x > EXP_HIGHEST, INFINITY, y));
}

static inline floatv exponential_minus_one(floatv x) {
  floatv power, q = exp_parts(x, &power);
  return SELECT(x > EXP_HIGHEST, INFINITY, fma(power, q, power - 1));
}

// Computed from exp(-2 |x|) - 1, which neither overflows nor loses small x.
static inline floatv hyperbolic_tangent(floatv x) {
  floatv e = exponential_minus_one(-2 * fabs(x));
  return copysign(e / (e + 2), x);
}

// log(1 + e) = 2 artanh(z) with z = e / (2 + e) for e in [0, 1]: z^2 <= 1/9, so a few terms suffice.
static inline floatv log_one_plus(floatv e) {
  floatv z = e / (2 + e), w = z * z;
  floatv p = fma(w, 1.0f / 15, 1.0f / 13);
  p = fma(p, w, 1.0f / 11);
  p = fma(p, w, 1.0f / 9);
  p = fma(p, w, 1.0f / 7);
  p = fma(p, w, 1.0f / 5);
  p = fma(p, w, 1.0f / 3);
  return 2 * fma(p * w, z, z);
}
#endif

static inline floatv logistic(floatv x) { return 1 / (1 + exponential(-x)); }

static inline floatv log_one_plus_exp(floatv x) {
  return fmax(x, 0.0f) + log_one_plus(exponential(-fabs(x)));
}
