import Operations

/// Activations of the input "input" by their names, and arithmetic of the inputs "a" and "b", which
/// broadcast.
extension Pointwise {
  static let named =
    Activation.allCases.map { activation in
      NamedOperation(activation.rawValue) { trace in
        try trace.output(trace.input("input").activated(by: activation))
      }
    }
    + [PointwiseFunction.add, .subtract, .multiply, .divide].map { function in
      NamedOperation(function.name) { trace in
        let (a, b) = (try trace.input("a"), try trace.input("b"))
        guard let shape = Broadcast.shape(a.shape, b.shape) else {
          throw trace.request.mismatch("\"a\" of shape \(a.shape) and \"b\" of \(b.shape) do not broadcast")
        }
        try trace.check(shape)
        try trace.request.require(
          Broadcast.isCountable(shape, operands: [a.shape, b.shape]),
          "\"a\" of shape \(a.shape) and \"b\" of \(b.shape) broadcast in more than six ways")
        try trace.output(.pointwise(function, a, b))
      }
    }
}
