import streamlit as st; st.write("cov")
