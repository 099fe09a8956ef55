// Activations, element by element.
//   elu_forward:   y = x > 0 ? x : exp(x) - 1        elu_backward:  dx = dy * (x > 0 ? 1 : exp(x))
//
// global size: {ceil(count / CHUNK)}; a work-item takes CHUNK consecutive elements, WIDTH at a time

#ifndef CHUNK
#define CHUNK 1
#endif

static inline floatv elu(floatv x) { return SELECT(x > 0, x, expm1(fmin(x, 0.0f))); }
static inline floatv elu_derivative(floatv x) { return SELECT(x > 0, 1.0f, exp(fmin(x, 0.0f))); }

#define ACTIVATION(name)                                                                             \
  KERNEL void name##_forward(GLOBAL const float* input, /* [count] */                                \
                             GLOBAL float* output,      /* [count] */                                \
                             int count) {                                                            \
    int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, count);                           \
    for (int i = start; i < end; i += WIDTH) {                                                       \
      store_part(name(load_part(input + i, end - i, 0)), output + i, end - i);                       \
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

ACTIVATION(elu)
