import Operations
import Testing
import TestSupport

@testable import Tensors

/// Every operation's value and gradients against the host's, through both variants.
@Suite struct OperationGradientTests {
  private func check(_ gradientCase: GradientCase) throws {
    for variant in [KernelVariant.vector, .group] { try gradientCase.check(TensorBench(variant)) }
  }

  @Test(arguments: GradientCase.pointwise) func pointwise(_ gradientCase: GradientCase) throws {
    try check(gradientCase)
  }

  @Test(arguments: GradientCase.shapes) func shapes(_ gradientCase: GradientCase) throws {
    try check(gradientCase)
  }

  @Test(arguments: GradientCase.layers) func layers(_ gradientCase: GradientCase) throws {
    try check(gradientCase)
  }

  @Test(arguments: GradientCase.distributions) func distributions(_ gradientCase: GradientCase) throws {
    try check(gradientCase)
  }

  @Test(arguments: GradientCase.composed) func composed(_ gradientCase: GradientCase) throws {
    try check(gradientCase)
    try gradientCase.check(TensorBench(), transformations: [])
  }
}
