/// How a host array's axes are laid out on the device: device axis i is host axis `axes[i]`.
package struct Layout: Sendable, Equatable {
  package let axes: [Int]

  /// `axes` is a permutation of all axes.
  package init(axes: [Int]) {
    precondition(axes.sorted() == Array(axes.indices), "\(axes) is not a permutation of axes")
    self.axes = axes
  }

  /// Same order on both sides, for any rank.
  package static func same(_ rank: Int) -> Layout { Layout(axes: Array(0..<rank)) }
  /// Images: host N, C, H, W; device N, H, W, C.
  package static let image = Layout(axes: [0, 2, 3, 1])
  /// Convolution weights: host O, I, H, W; device H, W, I, O.
  package static let convolutionWeight = Layout(axes: [2, 3, 1, 0])
  /// Transposed convolution weights: host I, O, H, W; device I, H, W, O.
  package static let transposedConvolutionWeight = Layout(axes: [0, 2, 3, 1])

  /// The device's shape of an array of this shape on the host.
  package func deviceShape(_ hostShape: [Int]) -> [Int] { axes.map { hostShape[$0] } }

  /// The host's shape of an array of this shape on the device.
  package func hostShape(_ deviceShape: [Int]) -> [Int] {
    var shape = deviceShape
    for (device, host) in axes.enumerated() { shape[host] = deviceShape[device] }
    return shape
  }

  /// Elements in the device's order, from elements in the host's.
  package func toDevice<Element>(_ elements: [Element], hostShape: [Int]) -> [Element] {
    let indices = hostIndices(hostShape)
    return indices.map { elements[$0] }
  }

  /// For each element in the device's order, its place in the host's; nil where both orders are the same.
  package func order(of hostShape: [Int]) -> [Int32]? {
    self == .same(axes.count) ? nil : hostIndices(hostShape).map(Int32.init)
  }

  /// Elements in the host's order, from elements in the device's.
  package func toHost<Element>(_ elements: [Element], hostShape: [Int]) -> [Element] {
    var result = elements
    for (device, host) in hostIndices(hostShape).enumerated() { result[host] = elements[device] }
    return result
  }

  /// For each element in the device's order, its place in the host's.
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
