"""The faces that people see: shell, navigation, session state, browser components, assets."""
