// Gates of a gated recurrent unit, reset gate after the recurrent product (PyTorch's and cuDNN's variant). With
// x = input gates and h = hidden gates, biases included, in the order r, z, n:
//   r = logistic(xr + hr)   z = logistic(xz + hz)   n = tanh(xn + r hn)   output = (1 - z) n + z hidden
// backward, with g the output's gradient:
//   dn = g (1 - z) (1 - n^2)   dr = dn hn r (1 - r)   dz = g (hidden - n) z (1 - z)
//   input gates' gradient = (dr, dz, dn), hidden gates' = (dr, dz, dn r), and g z for hidden itself
//
// global size: {columns of work-items, ceil(rows / rows_per_item)}; a work-item takes rows_per_item rows, and of
// each every (global size 0)-th WIDTH units

KERNEL void gru_gates_forward(GLOBAL const float* input_gates,   // [rows, 3, units]
                              GLOBAL const float* hidden_gates,  // [rows, 3, units]
                              GLOBAL const float* hidden,        // [rows, units]
                              GLOBAL float* output,              // [rows, units]
                              GLOBAL float* saved,               // [rows, 3, units]: r, z, n
                              int rows, int units, int rows_per_item) {
  int first = (int)get_global_id(1) * rows_per_item, last = min(first + rows_per_item, rows);
  for (int row = first; row < last; row++) {
    GLOBAL const float* x = input_gates + (long)row * 3 * units;
    GLOBAL const float* h = hidden_gates + (long)row * 3 * units;
    GLOBAL float* keep = saved + (long)row * 3 * units;
    for (int i = (int)get_global_id(0) * WIDTH; i < units; i += (int)get_global_size(0) * WIDTH) {
      int lanes = units - i;
      floatv r = logistic(load_part(x + i, lanes, 0) + load_part(h + i, lanes, 0));
      floatv z = logistic(load_part(x + units + i, lanes, 0) + load_part(h + units + i, lanes, 0));
      floatv new_input = load_part(x + 2 * units + i, lanes, 0), new_hidden = load_part(h + 2 * units + i, lanes, 0);
      floatv n = hyperbolic_tangent(new_input + r * new_hidden);
      floatv before = load_part(hidden + (long)row * units + i, lanes, 0);
      store_part((1 - z) * n + z * before, output + (long)row * units + i, lanes);
      store_part(r, keep + i, lanes);
      store_part(z, keep + units + i, lanes);
      store_part(n, keep + 2 * units + i, lanes);
    }
  }
}

KERNEL void gru_gates_backward(GLOBAL const float* saved,            // [rows, 3, units]: r, z, n
                               GLOBAL const float* hidden_gates,     // [rows, 3, units]
                               GLOBAL const float* hidden,           // [rows, units]
                               GLOBAL const float* output_gradient,  // [rows, units]
                               GLOBAL float* input_gates_gradient,   // [rows, 3, units]
                               GLOBAL float* hidden_gates_gradient,  // [rows, 3, units]
                               GLOBAL float* hidden_gradient,        // [rows, units]: the part past the gates
                               int rows, int units, int rows_per_item) {
  int first = (int)get_global_id(1) * rows_per_item, last = min(first + rows_per_item, rows);
  for (int row = first; row < last; row++) {
    long gates = (long)row * 3 * units, here = (long)row * units;
    for (int i = (int)get_global_id(0) * WIDTH; i < units; i += (int)get_global_size(0) * WIDTH) {
      int lanes = units - i;
      floatv r = load_part(saved + gates + i, lanes, 0);
      floatv z = load_part(saved + gates + units + i, lanes, 0);
      floatv n = load_part(saved + gates + 2 * units + i, lanes, 0);
      floatv g = load_part(output_gradient + here + i, lanes, 0);
      floatv dn = g * (1 - z) * (1 - n * n);
      floatv dr = dn * load_part(hidden_gates + gates + 2 * units + i, lanes, 0) * r * (1 - r);
      floatv dz = g * (load_part(hidden + here + i, lanes, 0) - n) * z * (1 - z);
      store_part(dr, input_gates_gradient + gates + i, lanes);
      store_part(dz, input_gates_gradient + gates + units + i, lanes);
      store_part(dn, input_gates_gradient + gates + 2 * units + i, lanes);
      store_part(dr, hidden_gates_gradient + gates + i, lanes);
      store_part(dz, hidden_gates_gradient + gates + units + i, lanes);
      store_part(dn * r, hidden_gates_gradient + gates + 2 * units + i, lanes);
      store_part(g * z, hidden_gradient + here + i, lanes);
    }
  }
}
