#include "parameters.h"

#include <stdlib.h>
#include <string.h>

/// The size of a type such as `int`, `uchar` or `float4`; 0 for any other.
static size_t size_of_name(const char *name) {
  static const struct {
    const char *name;
    size_t byteCount;
  } scalars[] = {
    {"char", 1}, {"uchar", 1}, {"unsigned char", 1}, {"short", 2}, {"ushort", 2}, {"unsigned short", 2}, {"half", 2},
    {"int", 4}, {"uint", 4}, {"unsigned int", 4}, {"float", 4}, {"long", 8}, {"ulong", 8}, {"unsigned long", 8},
    {"double", 8}, {"size_t", 8},
  };
  size_t length = strcspn(name, "0123456789");
  for (size_t index = 0; index < sizeof scalars / sizeof *scalars; index++) {
    if (strlen(scalars[index].name) != length || strncmp(scalars[index].name, name, length) != 0) continue;
    int lanes = name[length] ? atoi(name + length) : 1;
    return scalars[index].byteCount * (size_t)(lanes == 3 ? 4 : lanes);
  }
  return 0;
}

static struct parameter describe(cl_kernel kernel, cl_uint index) {
  cl_kernel_arg_address_qualifier space = 0;
  char name[256] = "";
  clGetKernelArgInfo(kernel, index, CL_KERNEL_ARG_ADDRESS_QUALIFIER, sizeof space, &space, NULL);
  clGetKernelArgInfo(kernel, index, CL_KERNEL_ARG_TYPE_NAME, sizeof name - 1, name, NULL);
  if (space == CL_KERNEL_ARG_ADDRESS_GLOBAL || space == CL_KERNEL_ARG_ADDRESS_CONSTANT) {
    return (struct parameter){.isPointer = true, .byteCount = sizeof(CUdeviceptr)};
  }
  // Of a type that is not known here, and of local memory, the size stays 0, and the function cannot be launched.
  bool isValue = space == CL_KERNEL_ARG_ADDRESS_PRIVATE;
  return (struct parameter){.byteCount = isValue ? size_of_name(name) : 0};
}

void parameters_describe(struct function *function) {
  cl_uint count = 0;
  clGetKernelInfo(function->kernel, CL_KERNEL_NUM_ARGS, sizeof count, &count, NULL);
  function->parameterCount = (int)count;
  function->parameters = calloc(count + 1, sizeof *function->parameters);
  size_t end = 0;
  for (cl_uint index = 0; index < count; index++) {
    struct parameter parameter = describe(function->kernel, index);
    size_t alignment = parameter.byteCount ? parameter.byteCount : 1;
    parameter.offset = (end + alignment - 1) / alignment * alignment;
    end = parameter.offset + parameter.byteCount;
    function->parameters[index] = parameter;
  }
  function->argumentBytes = end;
}
