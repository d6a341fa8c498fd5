import streamlit as st
J="""
export default function(c){ const {data,parentElement,setStateValue,setTriggerValue}=c; window.__n=(window.__n||0)+1;
 console.log('render', window.__n, JSON.stringify(data));
 let b=parentElement.querySelector('button'); if(!b){b=document.createElement('button');parentElement.appendChild(b); console.log('made')} b.textContent='n'+data.n; b.onclick=()=>setTriggerValue('clicked', {n:data.n});
 return ()=>console.log('cleanup')}
"""
x=st.components.v2.component("x",js=J,isolate_styles=False)
st.session_state.setdefault("n",0)
def cb():
    st.session_state.n+=1
r=x(key="x1",data={"n":st.session_state.n},on_clicked_change=cb)
st.write(r, st.context.theme.type, st.context.locale)
