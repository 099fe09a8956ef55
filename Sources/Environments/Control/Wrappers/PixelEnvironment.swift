/// An environment that is observed as a picture of its state: uint8 [height, width, channels].
public struct PixelEnvironment<Base: RenderedEnvironment>: EnvironmentWrapper, RenderedEnvironment {
  /// The wrapped environment.
  public private(set) var base: Base
  /// The wrapped environment's specification with other observations.
  public let specification: EnvironmentSpecification
  private let size: ImageSize

  /// An environment observed as pictures. Repeat its actions inside this wrapper, not outside, so that only
  /// observed states are drawn.
  public init(_ base: Base, size: ImageSize) {
    (self.base, self.size) = (base, size)
    specification = base.specification.with(
      observations: .init(shape: [size.height, size.width, size.channels], element: .uint8))
  }

  /// Begins an episode.
  public mutating func reset(seed: UInt64) throws(Base.Failure) -> Observation {
    _ = try base.reset(seed: seed)
    return picture
  }

  /// Takes the action.
  public mutating func step(_ action: Base.Action) throws(Base.Failure) -> EnvironmentStep {
    let step = try base.step(action)
    return EnvironmentStep(
      observation: picture, reward: step.reward, isTerminated: step.isTerminated,
      isTruncated: step.isTruncated)
  }

  private var picture: Observation {
    .bytes(base.render(width: size.width, height: size.height, channels: size.channels))
  }
}
