"""The light face: the resident's questions as plain HTML for a slow line, with or without a script.

Can a resident ask, find, read and report on any phone? May use every room below and how the API
answers over HTTP; never Streamlit.
"""
