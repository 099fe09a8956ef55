import Common

extension PlaNetSettings {
  /// The metadata of a checkpoint's file, by which another program can use its tensors without any other
  /// file. Values are text or JSON.
  func checkpointMetadata(
    _ configuration: PlaNetConfiguration, environmentSteps: Int
  ) throws -> [String: String] {
    [
      "agent": agent.rawValue, "environment_steps": "\(environmentSteps)",
      "environment": try JSONText.of(environment), "architecture": try JSONText.of(configuration),
      "preprocessing": try JSONText.of(
        Preprocessing(
          observation: configuration.observation.shape, bits: environment.image == nil ? nil : learner.bits)),
      "planner": try JSONText.of(planner),
    ]
  }

  /// The preprocessing that turns an observation into the model's input.
  private struct Preprocessing: Encodable {
    /// The shape of an observation: [size], or [height, width, channels].
    let observation: [Int]
    /// The number of bits b of a pixel's channel: for x from 0 to 255 the model sees ⌊x / 2^(8 − b)⌋ / 2^b −
    /// ½, to which uniform noise of one level's width is added. Null for observations that are numbers, which
    /// are not changed.
    let bits: Int?
  }
}
