// Activations (activation.cl), element by element: y = f(x); dx = dy · f'(x), from x or from y.
// global size: {ceil(count / CHUNK)}; a work-item takes CHUNK consecutive elements, WIDTH at a time

#ifndef CHUNK
#define CHUNK 1
#endif

// Names are joined before they are handed on: a driver may have made one such as tanh a macro of its own.
#define ACTIVATION(name) FORWARD(name##_forward, name##_value) BACKWARD(name##_backward, name##_derivative)
#define FROM_OUTPUT(name) BACKWARD(name##_backward_from_output, name##_output_derivative)

#define FORWARD(kernel_name, value)                                                                      \
  KERNEL void kernel_name(GLOBAL const float* input, /* [count] */                                       \
                          GLOBAL float* output,      /* [count] */                                       \
                          int count) {                                                                   \
    int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, count);                               \
    for (int i = start; i < end; i += WIDTH) {                                                           \
      store_part(value(load_part(input + i, end - i, 0)), output + i, end - i);                          \
    }                                                                                                    \
  }

// `known` is the activation's input, or its output.
#define BACKWARD(kernel_name, derivative)                                                                \
  KERNEL void kernel_name(GLOBAL const float* known,           /* [count] */                             \
                          GLOBAL const float* output_gradient, /* [count] */                             \
                          GLOBAL float* input_gradient,        /* [count] */                             \
                          int count) {                                                                   \
    int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, count);                               \
    for (int i = start; i < end; i += WIDTH) {                                                           \
      floatv gradient = load_part(output_gradient + i, end - i, 0);                                      \
      store_part(gradient * derivative(load_part(known + i, end - i, 0)), input_gradient + i, end - i);  \
    }                                                                                                    \
  }

ACTIVATION(relu)
ACTIVATION(elu)
ACTIVATION(tanh)
ACTIVATION(sigmoid)
ACTIVATION(softplus)
ACTIVATION(silu)
ACTIVATION(gelu)

FROM_OUTPUT(relu)
FROM_OUTPUT(elu)
FROM_OUTPUT(tanh)
FROM_OUTPUT(sigmoid)
FROM_OUTPUT(softplus)
