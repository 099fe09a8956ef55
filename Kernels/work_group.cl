// Rows by work-groups: a work-group is one work-item with wide vectors (CPUs), or GROUP work-items that share local
// memory (GPUs). Work-group number GROUP_INDEX takes the rows from GROUP_INDEX * rows_per_group on.
//
// A loop over a row is `for (int i = GROUP_START; i < columns; i += WIDTH * GROUP)` with load_part and store_part at
// i. FOR_GROUP_PARTS is the same loop but faster, and gives the number of `lanes` at i. Reductions have a fixed order
// and give every work-item of the work-group the same value; all work-items must take part.

#ifndef GROUP
#define GROUP 1
#endif

#define GROUP_INDEX ((int)get_group_id(0))
#define GROUP_START ((int)get_local_id(0) * WIDTH)
#define GROUP_STEP (WIDTH * GROUP)

// To be written before a block that works on one `row`. On GPUs a work-group has a single row and no loop around its
// barriers, because PoCL 3.1 compiles some such loops wrongly, and not always the same ones.
#if GROUP == 1
#define FOR_GROUP_ROWS                                                                                       \
  for (int row = GROUP_INDEX * rows_per_group, last_row = min(row + rows_per_group, rows); row < last_row; row++)
#else
#define FOR_GROUP_ROWS int row = GROUP_INDEX;
#endif

// Runs statements (with commas only inside parentheses) for every i of a member in a row. All vectors but the last
// are known to be whole.
#if WIDTH == 1
#define FOR_GROUP_PARTS(i, lanes, columns, statements)                \
  for (int i = GROUP_START; i < (columns); i += GROUP_STEP) {         \
    const int lanes = 1;                                              \
    statements                                                        \
  }
#else
#define FOR_GROUP_PARTS(i, lanes, columns, statements)                \
  {                                                                   \
    int i = GROUP_START;                                              \
    for (; i + WIDTH <= (columns); i += GROUP_STEP) {                 \
      const int lanes = WIDTH;                                        \
      statements                                                      \
    }                                                                 \
    if (i < (columns)) {                                              \
      const int lanes = (columns) - i;                                \
      statements                                                      \
    }                                                                 \
  }
#endif

// Whether such a loop leads a member to column i.
#define GROUP_REACHES(i) ((i) / WIDTH * WIDTH % GROUP_STEP == GROUP_START)

#if WIDTH == 16
#define LANES ((int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
#define convert_floatv convert_float16

static inline float first_lane(floatv v) { return v.s0; }

static inline int min_int_lanes(intv v) {
  int8 a = min(v.lo, v.hi);
  int4 b = min(a.lo, a.hi);
  int2 c = min(b.lo, b.hi);
  return min(c.x, c.y);
}
#else
#define LANES 0
#define convert_floatv convert_float

static inline float first_lane(floatv v) { return v; }
static inline int min_int_lanes(intv v) { return v; }
#endif

// SELECT for values of type int.
#if WIDTH == 1
#define SELECT_INT(condition, yes, no) ((condition) ? (yes) : (no))
#else
#define SELECT_INT(condition, yes, no) select((intv)(no), (intv)(yes), (condition))
#endif

#if GROUP == 1
#define GROUP_SCRATCH(name)
#define GROUP_SCRATCH_PARAMETER(name)
#define GROUP_SCRATCH_ARGUMENT(name)
#define group_sum(value, scratch) sum_lanes(value)
#define group_max(value, scratch) max_lanes(value)
#define group_min(value, scratch) min_lanes(value)
#define group_min_int(value, scratch) min_int_lanes(value)
#else
// Declares the local memory of a work-group, at the beginning of a kernel. The other macros pass it to a function,
// after the last parameter and argument. It is accessed by a pointer that the compiler does not know to be constant
// (no launch has an offset): PoCL 3.1 places an array with many constant references in memory that all its threads
// share.
#define GROUP_SCRATCH(name)       \
  LOCAL int name##_memory[GROUP]; \
  LOCAL int* name = name##_memory + get_global_offset(0)
#define GROUP_SCRATCH_PARAMETER(name) , LOCAL int* name
#define GROUP_SCRATCH_ARGUMENT(name) , name

#define GROUP_REDUCTION(name, type, combine)                          \
  static inline type name(type value, LOCAL int* scratch) {           \
    int lane = get_local_id(0);                                       \
    barrier(CLK_LOCAL_MEM_FENCE); /* the last result has been read */ \
    scratch[lane] = as_int(value);                                    \
    barrier(CLK_LOCAL_MEM_FENCE);                                     \
    for (int half_ = GROUP / 2; half_ > 0; half_ /= 2) {              \
      if (lane < half_) {                                             \
        type a = as_##type(scratch[lane]);                            \
        type b = as_##type(scratch[lane + half_]);                    \
        scratch[lane] = as_int(combine);                              \
      }                                                               \
      barrier(CLK_LOCAL_MEM_FENCE);                                   \
    }                                                                 \
    return as_##type(scratch[0]);                                     \
  }

GROUP_REDUCTION(group_sum, float, a + b)
GROUP_REDUCTION(group_max, float, fmax(a, b))
GROUP_REDUCTION(group_min, float, fmin(a, b))
GROUP_REDUCTION(group_min_int, int, min(a, b))
#endif
