import Environments
import Settings
import Workers

/// The environment that a run's settings name.
extension MuZeroSettings {
  /// The environment. With `isMeasured`, Atari games are played to their end for their own rewards.
  ///
  /// Throws if there is no environment of that name, or if its options do not suit it.
  package func makeEnvironment(isMeasured: Bool = false) throws -> any Environment<Int> {
    if let task = try workerTask(isMeasured: isMeasured) {
      return try WorkerCatalog.environment(task, actions: Int.self)
        .limited(to: environment.episodeSteps, standard: WorkerTask.standardEpisodeSteps)
    }
    return try EnvironmentCatalog.discrete(
      environment.name,
      options: EnvironmentOptions(
        actionRepeat: environment.actionRepeat, episodeSteps: environment.episodeSteps,
        size: environment.size, komi: environment.komi, history: environment.history,
        moveLimit: environment.moveLimit))
  }

  /// The task of the workers that step the environment; nil if the environment is not in Python. Throws if
  /// there is no environment of that name, or if its options do not suit it.
  package func workerTask(isMeasured: Bool = false) throws -> WorkerTask? {
    var arguments = environment.make
    if isAtari {
      guard arguments == nil, environment.module == nil else {
        throw SettingsError(
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
      throw SettingsError(
        "\(environment.name) is no board game of this program: leave out its size, komi, history and moveLimit"
      )
    }
    return task
  }

  private var isAtari: Bool { WorkerTask.parts(of: environment.name)?.source == .atari }

  /// The environment's specification, as exactly as sizes and estimates of memory need it. For Atari games it is
  /// made without asking a worker. Throws as `makeEnvironment`.
  package func estimatedSpecification() throws -> EnvironmentSpecification {
    guard isAtari, let task = try workerTask() else { return try makeEnvironment().specification }
    let atari = environment.atari
    let longest = (atari.episodeFrames + atari.frameSkip - 1) / atari.frameSkip
    return EnvironmentSpecification(
      name: environment.name,
      observations: .init(shape: [atari.size, atari.size, atari.channels], element: .uint8),
      actions: .discrete(count: atari.actions(of: task.name), meaning: .choice),
      longestEpisode: min(longest, environment.episodeSteps ?? longest))
  }
}
