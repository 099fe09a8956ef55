extension GaussianDivergence {
  static let named = [
    NamedOperation("gaussian_kl") { trace in
      let tensors = try sameShape(["posterior_mean", "posterior_std", "prior_mean", "prior_std"], trace)
      try trace.request.require(!tensors[0].shape.isEmpty, "the inputs have no axis to sum over")
      try trace.output(
        DiagonalNormal(mean: tensors[0], deviation: tensors[1]).divergence(
          from: DiagonalNormal(mean: tensors[2], deviation: tensors[3])))
    },
    NamedOperation("gaussian_sample") { trace in
      let tensors = try sameShape(["mean", "std", "noise"], trace)
      try trace.output(DiagonalNormal(mean: tensors[0], deviation: tensors[1]).sample(noise: tensors[2]))
    },
    NamedOperation("gaussian_head", trace: head),
  ]

  /// Inputs: parameters [..., 2 · columns] and, to draw a sample, noise [..., columns].
  private static func head(_ trace: OperationTrace) throws {
    let request = trace.request
    let parameters = try trace.input("parameters")
    let shape = Array(parameters.shape.dropLast()) + [(parameters.shape.last ?? 0) / 2]
    try request.require(
      parameters.shape.last.map { $0 % 2 == 0 } ?? false,
      "the input \"parameters\" has shape \(parameters.shape); its last size must be even")
    let minimum = try request.float("minimum", default: 0)
    let distribution: DiagonalNormal
    if request.inputs["noise"] != nil {
      let noise = try trace.input("noise", isConstant: true)
      try request.require(
        noise.shape == shape, "the input \"noise\" has shape \(noise.shape), but must have \(shape)")
      let drawn = DiagonalNormal.sampled(parameters: parameters, minimumDeviation: minimum, noise: noise)
      distribution = drawn.distribution
      try trace.output(drawn.sample, "sample")
    } else {
      distribution = DiagonalNormal(parameters: parameters, minimumDeviation: minimum)
    }
    try trace.output(distribution.mean, "mean")
    try trace.output(distribution.deviation, "std")
  }

  private static func sameShape(_ names: [String], _ trace: OperationTrace) throws -> [Tensor] {
    let tensors = try names.map { try trace.input($0, isConstant: $0 == "noise") }
    try trace.request.require(
      tensors.allSatisfy { $0.shape == tensors[0].shape },
      "the inputs \(names) have shapes \(tensors.map(\.shape)), but must have the same")
    return tensors
  }
}
