// Teams: a row is worked on by one work-item with wide vectors (CPUs), or by a work-group that shares local
// memory (GPUs). A team's local size is GROUP, 1 with wide vectors; team number TEAM takes rows
// TEAM * rows_per_team onwards.
//
// A loop over a row is `for (int i = TEAM_START; i < columns; i += WIDTH * GROUP)` with load_part and store_part
// at i; FOR_TEAM_PARTS is the same loop faster, with the number of `lanes` at i. Reductions run in a fixed order and
// give every member of the team the same value; all members take part.

#ifndef GROUP
#define GROUP 1
#endif

#define TEAM ((int)get_group_id(0))
#define TEAM_START ((int)get_local_id(0) * WIDTH)
#define TEAM_STEP (WIDTH * GROUP)

// Stands before a block that works on one `row`. A work-group has one row only, and no loop around its barriers:
// PoCL 3.1 compiles some such loops wrongly, not the same ones each time.
#if GROUP == 1
#define FOR_TEAM_ROWS                                                                                       \
  for (int row = TEAM * rows_per_team, last_row = min(row + rows_per_team, rows); row < last_row; row++)
#else
#define FOR_TEAM_ROWS int row = TEAM;
#endif

// Runs statements, with commas in parentheses only, for every i of a member in a row. All vectors but the last are
// known to be whole.
#if WIDTH == 1
#define FOR_TEAM_PARTS(i, lanes, columns, statements)                 \
  for (int i = TEAM_START; i < (columns); i += TEAM_STEP) {           \
    const int lanes = 1;                                              \
    statements                                                        \
  }
#else
#define FOR_TEAM_PARTS(i, lanes, columns, statements)                 \
  {                                                                   \
    int i = TEAM_START;                                               \
    for (; i + WIDTH <= (columns); i += TEAM_STEP) {                  \
      const int lanes = WIDTH;                                        \
      statements                                                      \
    }                                                                 \
    if (i < (columns)) {                                              \
      const int lanes = (columns) - i;                                \
      statements                                                      \
    }                                                                 \
  }
#endif

// Whether such a loop brings a member to column i.
#define TEAM_REACHES(i) ((i) / WIDTH * WIDTH % TEAM_STEP == TEAM_START)

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
#define TEAM_SCRATCH(name)
#define TEAM_SCRATCH_PARAMETER(name)
#define TEAM_SCRATCH_ARGUMENT(name)
#define team_sum(value, scratch) sum_lanes(value)
#define team_max(value, scratch) max_lanes(value)
#define team_min(value, scratch) min_lanes(value)
#define team_min_int(value, scratch) min_int_lanes(value)
#else
// Local memory of a team; stands at the head of a kernel. The others hand it to a function, after the last
// parameter and argument. It is reached through a pointer that is no constant to the compiler (no launch has an
// offset): PoCL 3.1 leaves an array with many constant references in memory that all its threads share.
#define TEAM_SCRATCH(name)       \
  LOCAL int name##_memory[GROUP]; \
  LOCAL int* name = name##_memory + get_global_offset(0)
#define TEAM_SCRATCH_PARAMETER(name) , LOCAL int* name
#define TEAM_SCRATCH_ARGUMENT(name) , name

#define TEAM_REDUCTION(name, type, combine)                           \
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

TEAM_REDUCTION(team_sum, float, a + b)
TEAM_REDUCTION(team_max, float, fmax(a, b))
TEAM_REDUCTION(team_min, float, fmin(a, b))
TEAM_REDUCTION(team_min_int, int, min(a, b))
#endif
