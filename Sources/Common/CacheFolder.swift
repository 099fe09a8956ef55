import Foundation

/// The folder in which compiled programs and measurements are kept between runs.
package enum CacheFolder {
  /// The environment variable that overrides the folder.
  package static let variable = "FORESIGHT_CACHE"

  /// `$FORESIGHT_CACHE`, else `$XDG_CACHE_HOME/foresight`, else `~/.cache/foresight`.
  package static var path: URL {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment[variable], !folder.isEmpty { return URL(filePath: folder) }
    if let folder = environment["XDG_CACHE_HOME"], !folder.isEmpty {
      return URL(filePath: folder).appending(component: "foresight")
    }
    return FileManager.default.homeDirectoryForCurrentUser.appending(components: ".cache", "foresight")
  }
}
