/// How many floats a GPU's work-item loads at once of an operand: 4, 2 or 1, where every load begins at a multiple of
/// that many. Arrays begin at multiples of 16 bytes.
extension Product {
  var leftVector: Int {
    if isCol2im { return Self.vector(geometry!.featureChannels) }
    switch leftSource {
    case .rows: return Self.vector(k)
    case .columns: return Self.vector(m)
    case .im2col, .im2colTransposed: return patchVector
    }
  }

  var rightVector: Int {
    if isCol2im {
      return Self.vector(rightSource == .columns ? geometry!.featureChannels : geometry!.channels)
    }
    switch rightSource {
    case .rows, .reversedTaps: return Self.vector(n)
    case .columns: return Self.vector(k)
    case .im2colTransposed: return patchVector
    }
  }

  /// Whether what lies side by side in a line of a window is read as the channels of one tap: where windows do not reach
  /// outside of the image, and channels are no vectors.
  var readsTapLines: Bool {
    guard !isCol2im, let geometry else { return false }
    return geometry.windowsLieInside && Self.vector(geometry.channels) == 1
  }

  private var patchVector: Int {
    let geometry = geometry!
    guard readsTapLines else { return Self.vector(geometry.channels) }
    let steps = [geometry.kernelWidth, geometry.stride, geometry.width].map { $0 * geometry.channels }
    return [4, 2].first { vector in steps.allSatisfy { $0 % vector == 0 } } ?? 1
  }

  private static func vector(_ line: Int) -> Int { line % 4 == 0 ? 4 : 1 }

  /// Whether an operand is read by single floats along its lines, or by patches: then a work-item needs many loads, or
  /// registers for many places.
  var readsLeftLinesSingly: Bool { leftVector == 1 && leftSource != .rows }
  var readsRightLinesSingly: Bool {
    rightVector == 1 && (rightSource == .im2colTransposed || rightSource == .rows)
  }
}
