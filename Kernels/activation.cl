// Activations for floatv: name_value is f(x); name_output_derivative is f'(x) as a function of y = f(x) if y alone
// determines it, otherwise name_derivative is f'(x) as a function of x. exponential.cl precedes this file.
//             f(x)                            f'(x)
//   relu      max(x, 0)                       1 where y > 0, else 0
//   elu       x > 0 ? x : exp(x) - 1          y > 0 ? 1 : 1 + y
//   tanh      tanh(x)                         (1 - y) (1 + y)
//   sigmoid   s(x) = 1 / (1 + exp(-x))        y (1 - y)
//   softplus  log(1 + exp(x))                 1 - exp(-y)
//   silu      x s(x)                          s(x) (1 + x s(-x))
//   gelu      x s(u(x))                       s(u) (1 + x s(-u) u'(x))
//             with u = 2 sqrt(2 / pi) (x + 0.044715 x^3), which is the form with tanh
// NaN remains NaN in values and in derivatives that are computed from y.

static inline floatv relu_value(floatv x) { return SELECT(x <= 0, 0.0f, x); }
static inline floatv relu_output_derivative(floatv y) { return SELECT(y > 0, 1.0f, SELECT(y <= 0, 0.0f, y)); }

static inline floatv elu_value(floatv x) { return SELECT(x > 0, x, exponential_minus_one(x)); }
static inline floatv elu_output_derivative(floatv y) { return SELECT(y > 0, 1.0f, 1 + y); }

static inline floatv tanh_value(floatv x) { return hyperbolic_tangent(x); }
static inline floatv tanh_output_derivative(floatv y) { return (1 - y) * (1 + y); }

static inline floatv sigmoid_value(floatv x) { return logistic(x); }
static inline floatv sigmoid_output_derivative(floatv y) { return y * (1 - y); }

static inline floatv softplus_value(floatv x) { return log_one_plus_exp(x); }
static inline floatv softplus_output_derivative(floatv y) { return -exponential_minus_one(-y); }

static inline floatv silu_value(floatv x) { return x * logistic(x); }
static inline floatv silu_derivative(floatv x) {
  floatv s = logistic(x);
  return s * (1 + x * (1 - s));
}

// u(x) = GELU_LINEAR x + GELU_CUBIC x^3
#define GELU_LINEAR 1.5957691216f
#define GELU_CUBIC 0.0713548163f
// The bound keeps u finite; beyond it s(u) is 0 or 1.
static inline floatv gelu_bounded(floatv x) { return fmin(fmax(x, -16.0f), 16.0f); }
static inline floatv gelu_gate(floatv x) { return logistic(x * (GELU_LINEAR + GELU_CUBIC * x * x)); }
static inline floatv gelu_value(floatv x) { return x * gelu_gate(gelu_bounded(x)); }
static inline floatv gelu_derivative(floatv x) {
  floatv bounded = gelu_bounded(x), s = gelu_gate(bounded);
  return s * (1 + bounded * (1 - s) * (GELU_LINEAR + 3 * GELU_CUBIC * bounded * bounded));
}
