import Environments
import Workers

/// The environment that a run's settings name.
extension MuZeroSettings {
  /// The environment; `isMeasured` plays whole games of Atari for their own rewards.
  ///
  /// Throws where there is none of that name, or its options do not suit it.
  package func makeEnvironment(isMeasured: Bool = false) throws -> any Environment<Int> {
    if let task = try workerTask(isMeasured: isMeasured) {
      return try WorkerCatalog.environment(task, actions: Int.self)
    }
    return try EnvironmentCatalog.discrete(
      environment.name,
      options: EnvironmentOptions(
        actionRepeat: environment.actionRepeat, size: environment.size, komi: environment.komi,
        history: environment.history, moveLimit: environment.moveLimit))
  }

  /// What workers step; nil where the environment is not in Python. Throws where it can be neither.
  package func workerTask(isMeasured: Bool = false) throws -> WorkerTask? {
    var arguments = environment.make
    if isAtari {
      guard arguments == nil, environment.module == nil else {
        throw MuZeroSettingsError(
          description:
            "\(environment.name) is made by environment.atari: leave out environment.make and environment.module"
        )
      }
      arguments = (isMeasured ? environment.atari.measured : environment.atari).arguments
    }
    let task = try WorkerTask.named(
      environment.name, module: environment.module, arguments: arguments,
      actionRepeat: environment.actionRepeat, environments: max(1, selfPlay.environments),
      workers: environment.workers, stepSeconds: environment.stepSeconds)
    let hasRules =
      environment.size != nil || environment.komi != nil || environment.history != nil
      || environment.moveLimit != nil
    guard task == nil || !hasRules else {
      throw MuZeroSettingsError(
        description:
          "\(environment.name) is no board game of this program: leave out its size, komi, history and moveLimit"
      )
    }
    return task
  }

  private var isAtari: Bool { WorkerTask.parts(of: environment.name)?.source == .atari }

  /// What the environment is, as far as an estimate of memory needs it: of Atari's games without asking a worker, with
  /// all actions. Throws as `makeEnvironment`.
  package func estimatedSpecification() throws -> EnvironmentSpecification {
    guard isAtari, try workerTask() != nil else { return try makeEnvironment().specification }
    let atari = environment.atari
    return EnvironmentSpecification(
      name: environment.name,
      observations: .init(shape: [atari.size, atari.size, atari.channels], element: .uint8),
      actions: .discrete(count: Self.atariActions, meaning: .choice),
      longestEpisode: (atari.episodeFrames + atari.frameSkip - 1) / atari.frameSkip)
  }

  /// What a joystick with a button can do.
  private static let atariActions = 18
}
