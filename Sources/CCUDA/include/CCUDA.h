#pragma once

// The part of the CUDA driver's interface that Foresight uses, declared by ourselves: nothing of NVIDIA's is needed to
// build, and nothing is linked. `tools/check-cuda` compares every declaration with NVIDIA's own header.

#include "CUDATypes.h"

#include "CUDAConstants.h"
#include "CUDAFunctions.h"
#include "CUDAResults.h"
