#include "image.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device.h"

struct jit_options jit_options(unsigned int count, const CUjit_option *options, void **values) {
  struct jit_options found = {0};
  for (unsigned int index = 0; index < count; index++) {
    if (options[index] == CU_JIT_ERROR_LOG_BUFFER) found.errorLog = values[index];
    if (options[index] == CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES) {
      found.errorCapacity = (size_t)(uintptr_t)values[index];
      found.errorWritten = &values[index];
    }
    if (options[index] == CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES) found.infoWritten = &values[index];
  }
  if (found.errorLog && found.errorCapacity > 0) found.errorLog[0] = 0;
  return found;
}

void jit_options_end(struct jit_options *options) {
  if (options->errorWritten) *options->errorWritten = (void *)options->errorCount;
  if (options->infoWritten) *options->infoWritten = NULL;
}

static void write_log(struct jit_options *options, const char *text) {
  if (!options->errorLog || options->errorCapacity == 0) return;
  int length = snprintf(options->errorLog, options->errorCapacity, "%s", text);
  options->errorCount = (size_t)length < options->errorCapacity ? (size_t)length : options->errorCapacity - 1;
}

// An image: a header, the text, a zero.
static const char magic[16] = "\177SOFTWARE CUDA\1";

struct header {
  char magic[16];
  uint64_t textBytes;
  /// FNV-1a of the size and the text.
  uint64_t checksum;
};

static uint64_t checksum(const void *bytes, size_t count, uint64_t value) {
  for (size_t index = 0; index < count; index++) value = (value ^ ((const unsigned char *)bytes)[index]) * 0x100000001B3;
  return value;
}

static uint64_t text_checksum(const char *text, uint64_t byteCount) {
  uint64_t start = checksum(&byteCount, sizeof byteCount, 0xCBF29CE484222325);
  return checksum(text, byteCount, start);
}

void *image_create(const char *text, size_t *byteCount) {
  struct header header = {.textBytes = strlen(text)};
  memcpy(header.magic, magic, sizeof magic);
  header.checksum = text_checksum(text, header.textBytes);
  *byteCount = sizeof header + header.textBytes + 1;
  char *image = malloc(*byteCount);
  memcpy(image, &header, sizeof header);
  memcpy(image + sizeof header, text, header.textBytes + 1);
  return image;
}

CUresult image_text(const void *image, const char **text) {
  const unsigned char *bytes = image;
  if (bytes[0] != (unsigned char)magic[0]) {
    // Text, where it begins as one.
    for (int index = 0; index < 16 && bytes[index]; index++) {
      bool isText = (bytes[index] >= ' ' && bytes[index] < 127) || (bytes[index] >= '\t' && bytes[index] <= '\r');
      if (!isText) return CUDA_ERROR_INVALID_IMAGE;
    }
    *text = image;
    return bytes[0] ? CUDA_SUCCESS : CUDA_ERROR_INVALID_IMAGE;
  }
  for (size_t index = 0; index < sizeof magic; index++) {
    if (bytes[index] != (unsigned char)magic[index]) return CUDA_ERROR_INVALID_IMAGE;
  }
  struct header header;
  memcpy(&header, image, sizeof header);
  // The text's only zero stands at its end: of a damaged image, nothing behind the first zero is read.
  const char *start = (const char *)image + sizeof header;
  if (memchr(start, 0, header.textBytes) || start[header.textBytes] != 0) return CUDA_ERROR_INVALID_IMAGE;
  if (text_checksum(start, header.textBytes) != header.checksum) return CUDA_ERROR_INVALID_IMAGE;
  *text = start;
  return CUDA_SUCCESS;
}

/// A program that this process has built, kept to its end.
struct built {
  struct built *next;
  uint64_t hash;
  char *text;
  cl_program program;
};
static struct built *built[256];

/// A kernel that declares more local memory than a group may have; NULL where there is none.
static char *too_large(cl_program program) {
  size_t most = (size_t)device_attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK);
  cl_uint count = 0;
  clCreateKernelsInProgram(program, 0, NULL, &count);
  cl_kernel *kernels = calloc(count + 1, sizeof *kernels);
  clCreateKernelsInProgram(program, count, kernels, NULL);
  char *message = NULL;
  for (cl_uint index = 0; index < count; index++) {
    size_t byteCount = opencl_local_memory(kernels[index]);
    if (byteCount > most && !message) {
      char name[256] = "";
      clGetKernelInfo(kernels[index], CL_KERNEL_FUNCTION_NAME, sizeof name - 1, name, NULL);
      message = malloc(512);
      snprintf(message, 512, "kernel %s needs %zu bytes of shared memory, of which a group has %zu", name, byteCount, most);
    }
    clReleaseKernel(kernels[index]);
  }
  free(kernels);
  return message;
}

CUresult image_build(const char *text, cl_program *program, struct jit_options *options) {
  uint64_t hash = text_checksum(text, strlen(text));
  struct built *entry = built[hash % 256];
  while (entry && (entry->hash != hash || strcmp(entry->text, text) != 0)) entry = entry->next;
  if (!entry) {
    char *log;
    cl_program fresh = opencl_build(text, &log);
    if (!fresh) {
      write_log(options, log);
      free(log);
      return CUDA_ERROR_INVALID_PTX;
    }
    entry = malloc(sizeof *entry);
    *entry = (struct built){built[hash % 256], hash, strdup(text), fresh};
    built[hash % 256] = entry;
  }
  char *message = too_large(entry->program);
  if (message) {
    write_log(options, message);
    free(message);
    return CUDA_ERROR_INVALID_PTX;
  }
  clRetainProgram(entry->program);
  *program = entry->program;
  return CUDA_SUCCESS;
}
