/// The order of a host array's axes on the device: device axis i is host axis `axes[i]`.
package struct Layout: Sendable, Equatable {
  package let axes: [Int]

  /// `axes` must be a permutation of all axes.
  package init(axes: [Int]) {
    precondition(axes.sorted() == Array(axes.indices), "\(axes) is not a permutation of axes")
    self.axes = axes
  }

  /// The same order on both sides, for any rank.
  package static func same(_ rank: Int) -> Layout { Layout(axes: Array(0..<rank)) }
  /// Images: N, C, H, W on the host; N, H, W, C on the device.
  package static let image = Layout(axes: [0, 2, 3, 1])
  /// Convolution weights: O, I, H, W on the host; H, W, I, O on the device.
  package static let convolutionWeight = Layout(axes: [2, 3, 1, 0])
  /// Transposed convolution weights: I, O, H, W on the host; I, H, W, O on the device.
  package static let transposedConvolutionWeight = Layout(axes: [0, 2, 3, 1])

  /// The shape on the device of an array with this shape on the host.
  package func deviceShape(_ hostShape: [Int]) -> [Int] { axes.map { hostShape[$0] } }

  /// The shape on the host of an array with this shape on the device.
  package func hostShape(_ deviceShape: [Int]) -> [Int] {
    var shape = deviceShape
    for (device, host) in axes.enumerated() { shape[host] = deviceShape[device] }
    return shape
  }

  /// The elements in the device's order, from elements in the host's order.
  package func toDevice<Element>(_ elements: [Element], hostShape: [Int]) -> [Element] {
    let indices = hostIndices(hostShape)
    return indices.map { elements[$0] }
  }

  /// For each element in the device's order, its index in the host's order; nil if both orders are the same.
  package func order(of hostShape: [Int]) -> [Int32]? {
    self == .same(axes.count) ? nil : hostIndices(hostShape).map(Int32.init)
  }

  /// The elements in the host's order, from elements in the device's order.
  package func toHost<Element>(_ elements: [Element], hostShape: [Int]) -> [Element] {
    var result = elements
    for (device, host) in hostIndices(hostShape).enumerated() { result[host] = elements[device] }
    return result
  }

  /// For each element in the device's order, its index in the host's order.
  private func hostIndices(_ hostShape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: hostShape.count)
    for axis in hostShape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * hostShape[axis + 1]
    }
    var indices = [0]
    for axis in axes {
      indices = indices.flatMap { base in (0..<hostShape[axis]).map { base + $0 * strides[axis] } }
    }
    return indices
  }
}
