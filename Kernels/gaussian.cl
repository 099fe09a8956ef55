// Diagonal normal distributions by mean and standard deviation.
//
//   gaussian_kl_forward:   KL(posterior | prior), summed over a row; work-groups of rows, see work_group.cl. With r = posterior
//                          std / prior std, t = r - 1 and z = (posterior mean - prior mean) / prior std it is
//                          -log(r) + (r^2 - 1 + z^2) / 2 = t - log1p(t) + (t^2 + z^2) / 2
//   gaussian_kl_backward:  all four gradients; work-groups of rows
//   gaussian_sample_forward:   mean + std noise                               {count / CHUNK}
//   gaussian_head_forward:     of a row's first half m and second half r: mean = m, std = log(1 + exp(r)) + minimum,
//                              sample = mean + std noise; work-groups of rows. Without SAMPLE there is no noise
//   gaussian_head_backward:    the gradients of both halves; work-groups of rows

#ifndef CHUNK
#define CHUNK 1
#endif

KERNEL void gaussian_kl_forward(GLOBAL const float* posterior_mean,  // [rows, columns]
                                GLOBAL const float* posterior_std,   // [rows, columns]
                                GLOBAL const float* prior_mean,      // [rows, columns]
                                GLOBAL const float* prior_std,       // [rows, columns]
                                GLOBAL float* output,                // [rows]
                                int rows, int columns, int rows_per_group) {
  GROUP_SCRATCH(scratch);
  FOR_GROUP_ROWS {
    floatv sum = 0;
    size_t offset = (size_t)row * columns;
    for (int i = GROUP_START; i < columns; i += GROUP_STEP) {
      int n = columns - i;
      size_t at = offset + i;
      floatv scale = 1 / load_part(prior_std + at, n, 1);
      floatv t = (load_part(posterior_std + at, n, 1) - load_part(prior_std + at, n, 1)) * scale;
      floatv z = (load_part(posterior_mean + at, n, 0) - load_part(prior_mean + at, n, 0)) * scale;
      sum += t - log1p(t) + 0.5f * (t * t + z * z);
    }
    float total = group_sum(sum, scratch);
    if (GROUP_START == 0) output[row] = total;
  }
}

KERNEL void gaussian_kl_backward(GLOBAL const float* posterior_mean,     // [rows, columns]
                                 GLOBAL const float* posterior_std,      // [rows, columns]
                                 GLOBAL const float* prior_mean,         // [rows, columns]
                                 GLOBAL const float* prior_std,          // [rows, columns]
                                 GLOBAL const float* output_gradient,    // [rows]
                                 GLOBAL float* posterior_mean_gradient,  // [rows, columns]
                                 GLOBAL float* posterior_std_gradient,   // [rows, columns]
                                 GLOBAL float* prior_mean_gradient,      // [rows, columns]
                                 GLOBAL float* prior_std_gradient,       // [rows, columns]
                                 int rows, int columns, int rows_per_group) {
  FOR_GROUP_ROWS {
    float gradient = output_gradient[row];
    size_t offset = (size_t)row * columns;
    for (int i = GROUP_START; i < columns; i += GROUP_STEP) {
      int n = columns - i;
      size_t at = offset + i;
      floatv std = load_part(posterior_std + at, n, 1), reference = load_part(prior_std + at, n, 1);
      floatv scale = 1 / reference;
      floatv z = (load_part(posterior_mean + at, n, 0) - load_part(prior_mean + at, n, 0)) * scale;
      floatv excess = (std - reference) * (std + reference) * scale;  // (std^2 - reference^2) / reference
      floatv mean_gradient = gradient * z * scale;
      store_part(mean_gradient, posterior_mean_gradient + at, n);
      store_part(-mean_gradient, prior_mean_gradient + at, n);
      store_part(gradient * excess * scale / std, posterior_std_gradient + at, n);
      store_part(-gradient * (excess * scale + z * z) * scale, prior_std_gradient + at, n);
    }
  }
}

KERNEL void gaussian_sample_forward(GLOBAL const float* mean,   // [count]
                                    GLOBAL const float* std,    // [count]
                                    GLOBAL const float* noise,  // [count]
                                    GLOBAL float* output,       // [count]
                                    int count) {
  int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, count);
  for (int i = start; i < end; i += WIDTH) {
    int n = end - i;
    floatv product = load_part(std + i, n, 0) * load_part(noise + i, n, 0);
    store_part(load_part(mean + i, n, 0) + product, output + i, n);
  }
}

KERNEL void gaussian_head_forward(GLOBAL const float* parameters,  // [rows, 2 columns]
                                  GLOBAL const float* noise,       // [rows, columns]; read where SAMPLE
                                  GLOBAL float* mean,              // [rows, columns]
                                  GLOBAL float* std,               // [rows, columns]
                                  GLOBAL float* sample,            // [rows, columns]; written where SAMPLE
                                  float minimum, int rows, int columns, int rows_per_group) {
  FOR_GROUP_ROWS {
    size_t offset = (size_t)row * columns;
    for (int i = GROUP_START; i < columns; i += GROUP_STEP) {
      int n = columns - i;
      size_t at = offset + i;
      floatv m = load_part(parameters + offset + at, n, 0);
      floatv s = log_one_plus_exp(load_part(parameters + offset + at + columns, n, 0)) + minimum;
      store_part(m, mean + at, n);
      store_part(s, std + at, n);
#ifdef SAMPLE
      store_part(m + s * load_part(noise + at, n, 0), sample + at, n);
#endif
    }
  }
}

KERNEL void gaussian_head_backward(GLOBAL const float* parameters,       // [rows, 2 columns]
                                   GLOBAL const float* noise,            // [rows, columns]; read where SAMPLE
                                   GLOBAL const float* mean_gradient,    // [rows, columns]
                                   GLOBAL const float* std_gradient,     // [rows, columns]
                                   GLOBAL const float* sample_gradient,  // [rows, columns]; read where SAMPLE
                                   GLOBAL float* parameters_gradient,    // [rows, 2 columns]
                                   int rows, int columns, int rows_per_group) {
  FOR_GROUP_ROWS {
    size_t offset = (size_t)row * columns;
    for (int i = GROUP_START; i < columns; i += GROUP_STEP) {
      int n = columns - i;
      size_t at = offset + i;
      floatv m = load_part(mean_gradient + at, n, 0), s = load_part(std_gradient + at, n, 0);
#ifdef SAMPLE
      floatv gradient = load_part(sample_gradient + at, n, 0);
      m += gradient;
      s += gradient * load_part(noise + at, n, 0);
#endif
      floatv slope = logistic(load_part(parameters + offset + at + columns, n, 0));
      store_part(m, parameters_gradient + offset + at, n);
      store_part(s * slope, parameters_gradient + offset + at + columns, n);
    }
  }
}
