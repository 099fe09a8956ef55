/// The error of work that was dropped before its end, because an end was requested. It can be done once more.
package struct DroppedWork: Error {
  package init() {}
}
