/// The transformations of a graph before it is bound. None changes what it computes.
package struct Transformations: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Chains of pointwise functions become one launch.
  package static let fusion = Transformations(rawValue: 1)
  /// Results take the memory of operands that are read for the last time.
  package static let inPlace = Transformations(rawValue: 2)
  /// What is joined is computed where it will lie.
  package static let placement = Transformations(rawValue: 4)
  /// What is done to constants is done beforehand; what changes nothing goes.
  package static let folding = Transformations(rawValue: 8)

  /// What makes fewer launches, and is for GPUs alone: sums and the statistics of batch normalizations become part of
  /// convolutions, small gradients of parameters one launch, and joins slices of others.
  package static let gpuFusion = Transformations(rawValue: 16)

  package static let all: Transformations = [.folding, .fusion, .inPlace, .placement]

  /// With those that a device alone can take.
  func suited(isCPU: Bool) -> Transformations { isCPU || !contains(.fusion) ? self : union(.gpuFusion) }
}
