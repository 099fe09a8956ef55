// The transformed scale of values and rewards, and its inverse; see categorical.cl.

static inline floatv transform(floatv x, float epsilon) {
  floatv y = fabs(x);
  return copysign(SELECT(y > FLT_MAX, y, y / (sqrt(y + 1) + 1)), x) + epsilon * x;
}

// d and s of the inverse, for y = |x|.
static inline floatv inverse_root(floatv y, float epsilon) {
  return sqrt(1 + 4 * epsilon * (y + (1 + epsilon)));
}
static inline floatv inverse_part(floatv y, float epsilon) {
  floatv s = inverse_root(y, epsilon);
  return 2 * y * (1 - 2 * epsilon / (s + (1 + 2 * epsilon))) / (s + 1);
}

static inline floatv inverse_transform(floatv x, float epsilon) {
  floatv y = fabs(x), d = inverse_part(y, epsilon);
  return copysign(SELECT(y > FLT_MAX, y, d * (d + 2)), x);
}

static inline floatv inverse_derivative(floatv x, float epsilon) {
  floatv y = fabs(x);
  return 2 * (inverse_part(y, epsilon) + 1) / inverse_root(y, epsilon);
}
