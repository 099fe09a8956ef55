import Operations

extension Sum {
  /// Input: "input". Attribute: `axes`.
  static let named = ["sum", "mean"].map { name in
    NamedOperation(name) { trace in
      let input = try trace.input("input")
      let rank = input.shape.count
      let listed = try trace.request.integers("axes")
      try trace.request.require(
        listed.allSatisfy((-rank..<rank).contains),
        "the axes \(listed) are not all axes of an input of shape \(input.shape)")
      let axes = Set(listed.map { $0 < 0 ? $0 + rank : $0 })
      try trace.request.require(axes.count == listed.count, "the axes \(listed) name an axis twice")
      let kept = input.shape.indices.map { axes.contains($0) ? 1 : input.shape[$0] }
      try trace.request.require(
        trace.request.differentiated.isEmpty || Broadcast.isCountable(input.shape, operands: [kept]),
        "the gradient of the axes \(listed) of shape \(input.shape) is repeated in more than six ways")
      try trace.output(name == "sum" ? input.sum(axes.sorted()) : input.mean(axes.sorted()))
    }
  }
}
