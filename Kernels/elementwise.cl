// Activations, element by element: y = f(x), and dx = dy · f'(x). NaN stays NaN.
//   relu      max(x, 0)                        1 where x > 0, else 0
//   elu       x > 0 ? x : exp(x) - 1           x > 0 ? 1 : exp(x)
//   tanh      tanh(x)                          4 s(2x) s(-2x)
//   sigmoid   s(x) = 1 / (1 + exp(-x))         s(x) s(-x)
//   softplus  log(1 + exp(x))                  s(x)
//   silu      x s(x)                           s(x) (1 + x s(-x))
//   gelu      x s(u(x))                        s(u) (1 + x s(-u) u'(x))
//             with u = 2 sqrt(2 / pi) (x + 0.044715 x^3), which is the form with tanh
//
// global size: {ceil(count / CHUNK)}; a work-item takes CHUNK consecutive elements, WIDTH at a time

#ifndef CHUNK
#define CHUNK 1
#endif

static inline floatv relu_value(floatv x) { return SELECT(x <= 0, 0.0f, x); }
static inline floatv relu_derivative(floatv x) { return SELECT(x > 0, 1.0f, 0.0f); }

static inline floatv elu_value(floatv x) { return SELECT(x > 0, x, exponential_minus_one(x)); }
static inline floatv elu_derivative(floatv x) { return SELECT(x > 0, 1.0f, exponential(x)); }

static inline floatv tanh_value(floatv x) { return hyperbolic_tangent(x); }
static inline floatv tanh_derivative(floatv x) { return 4 * logistic_slope(2 * x); }

static inline floatv sigmoid_value(floatv x) { return logistic(x); }
static inline floatv sigmoid_derivative(floatv x) { return logistic_slope(x); }

static inline floatv softplus_value(floatv x) { return log_one_plus_exp(x); }
static inline floatv softplus_derivative(floatv x) { return logistic(x); }

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

#define ACTIVATION(name)                                                                             \
  KERNEL void name##_forward(GLOBAL const float* input, /* [count] */                                \
                             GLOBAL float* output,      /* [count] */                                \
                             int count) {                                                            \
    int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, count);                           \
    for (int i = start; i < end; i += WIDTH) {                                                       \
      store_part(name##_value(load_part(input + i, end - i, 0)), output + i, end - i);               \
    }                                                                                                \
  }                                                                                                  \
  KERNEL void name##_backward(GLOBAL const float* input,           /* [count] */                     \
                              GLOBAL const float* output_gradient, /* [count] */                     \
                              GLOBAL float* input_gradient,        /* [count] */                     \
                              int count) {                                                           \
    int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, count);                           \
    for (int i = start; i < end; i += WIDTH) {                                                       \
      floatv gradient = load_part(output_gradient + i, end - i, 0);                                  \
      store_part(gradient * name##_derivative(load_part(input + i, end - i, 0)), input_gradient + i, \
                 end - i);                                                                           \
    }                                                                                                \
  }

ACTIVATION(relu)
ACTIVATION(elu)
ACTIVATION(tanh)
ACTIVATION(sigmoid)
ACTIVATION(softplus)
ACTIVATION(silu)
ACTIVATION(gelu)
