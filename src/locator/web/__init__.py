"""The faces that people see: shell, navigation, session state, browser components, assets.

What do people see? May use every room; the only one that knows Streamlit.
"""
