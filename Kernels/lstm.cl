// Gates of a long short-term memory cell. The gates are the products of input and hidden state, with the input's
// bias but not the hidden state's, in the order i, f, g, o:
//   i, f, o = logistic(…)   g = tanh(…)   cell' = f cell + i g   hidden' = o tanh(cell')
// backward, with dh and dc the gradients of hidden' and cell', and t = tanh(cell'):
//   d = dc + dh o (1 - t^2)   di = d g i (1 - i)   df = d cell f (1 - f)   dg = d i (1 - g^2)   do = dh t o (1 - o)
//   and d f for cell itself
//
// global size: {columns of work-items, ceil(rows / rows_per_item)}; a work-item takes rows_per_item rows, and of
// each every (global size 0)-th WIDTH units

// The value of gate number `gate` before its activation.
#define GATE(gate) (load_part(from + (gate)*units + n, lanes, 0) + load_part(hidden_bias + (gate)*units + n, lanes, 0))

KERNEL void lstm_gates_forward(GLOBAL const float* gates,        // [rows, 4, units]
                               GLOBAL const float* hidden_bias,  // [4, units]
                               GLOBAL const float* cell,         // [rows, units]
                               GLOBAL float* new_hidden,         // [rows, units]
                               GLOBAL float* new_cell,           // [rows, units]
                               GLOBAL float* saved,              // [rows, 4, units]: i, f, g, o
                               int rows, int units, int rows_per_item) {
  int first = (int)get_global_id(1) * rows_per_item, last = min(first + rows_per_item, rows);
  for (int row = first; row < last; row++) {
    GLOBAL const float* from = gates + (long)row * 4 * units;
    GLOBAL float* keep = saved + (long)row * 4 * units;
    for (int n = (int)get_global_id(0) * WIDTH; n < units; n += (int)get_global_size(0) * WIDTH) {
      int lanes = units - n;
      floatv i = logistic(GATE(0)), f = logistic(GATE(1)), g = hyperbolic_tangent(GATE(2)), o = logistic(GATE(3));
      floatv c = f * load_part(cell + (long)row * units + n, lanes, 0) + i * g;
      store_part(c, new_cell + (long)row * units + n, lanes);
      store_part(o * hyperbolic_tangent(c), new_hidden + (long)row * units + n, lanes);
      store_part(i, keep + n, lanes);
      store_part(f, keep + units + n, lanes);
      store_part(g, keep + 2 * units + n, lanes);
      store_part(o, keep + 3 * units + n, lanes);
    }
  }
}

KERNEL void lstm_gates_backward(GLOBAL const float* saved,                // [rows, 4, units]: i, f, g, o
                                GLOBAL const float* cell,                 // [rows, units]
                                GLOBAL const float* new_cell,             // [rows, units]
                                GLOBAL const float* new_hidden_gradient,  // [rows, units]
                                GLOBAL const float* new_cell_gradient,    // [rows, units]
                                GLOBAL float* gates_gradient,             // [rows, 4, units]
                                GLOBAL float* cell_gradient,              // [rows, units]
                                int rows, int units, int rows_per_item) {
  int first = (int)get_global_id(1) * rows_per_item, last = min(first + rows_per_item, rows);
  for (int row = first; row < last; row++) {
    GLOBAL const float* kept = saved + (long)row * 4 * units;
    GLOBAL float* to = gates_gradient + (long)row * 4 * units;
    long here = (long)row * units;
    for (int n = (int)get_global_id(0) * WIDTH; n < units; n += (int)get_global_size(0) * WIDTH) {
      int lanes = units - n;
      floatv i = load_part(kept + n, lanes, 0), f = load_part(kept + units + n, lanes, 0);
      floatv g = load_part(kept + 2 * units + n, lanes, 0), o = load_part(kept + 3 * units + n, lanes, 0);
      floatv dh = load_part(new_hidden_gradient + here + n, lanes, 0);
      floatv t = hyperbolic_tangent(load_part(new_cell + here + n, lanes, 0));
      floatv d = load_part(new_cell_gradient + here + n, lanes, 0) + dh * o * (1 - t * t);
      store_part(d * g * i * (1 - i), to + n, lanes);
      store_part(d * load_part(cell + here + n, lanes, 0) * f * (1 - f), to + units + n, lanes);
      store_part(d * i * (1 - g * g), to + 2 * units + n, lanes);
      store_part(dh * t * o * (1 - o), to + 3 * units + n, lanes);
      store_part(d * f, cell_gradient + here + n, lanes);
    }
  }
}
