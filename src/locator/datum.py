"""WGS-84, GCJ-02 and BD-09, and great-circle geometry. Arrays in, arrays out."""
from __future__ import annotations
from typing import Literal, Any
import numpy as np
Datum = Literal["wgs84", "gcj02", "bd09"]
EARTH_RADIUS_M = 6_371_008.8
def _delta(lon,lat):
    a=6378245.0; ee=0.00669342162296594323
    x=lon-105.0; y=lat-35.0; s=np.sqrt(np.abs(x)); pi=np.pi; sin=np.sin
    dlat=-100+2*x+3*y+.2*y*y+.1*x*y+.2*s+(20*sin(6*x*pi)+20*sin(2*x*pi))*2/3+(20*sin(y*pi)+40*sin(y/3*pi))*2/3+(160*sin(y/12*pi)+320*sin(y*pi/30))*2/3
    dlon=300+x+2*y+.1*x*x+.1*x*y+.1*s+(20*sin(6*x*pi)+20*sin(2*x*pi))*2/3+(20*sin(x*pi)+40*sin(x/3*pi))*2/3+(150*sin(x/12*pi)+300*sin(x/30*pi))*2/3
    r=np.radians(lat); m=1-ee*sin(r)**2; sm=np.sqrt(m)
    return dlon*180/(a/sm*np.cos(r)*pi), dlat*180/((a*(1-ee))/(m*sm)*pi)
def _fwd(lon,lat):
    d=_delta(lon,lat); inside=(lon>73)&(lon<135)&(lat>18)&(lat<54)
    return np.where(inside,lon+d[0],lon), np.where(inside,lat+d[1],lat)
def _inv(lon,lat):
    x,y=lon.copy(),lat.copy()
    for _ in range(6):
        fx,fy=_fwd(x,y); x=x+lon-fx; y=y+lat-fy
    return x,y
def _bd(lon,lat):
    k=np.pi*3000/180; z=np.hypot(lon,lat)+2e-5*np.sin(lat*k); t=np.arctan2(lat,lon)+3e-6*np.cos(lon*k)
    return z*np.cos(t)+.0065, z*np.sin(t)+.006
def _unbd(lon,lat):
    x,y=lon-.0065,lat-.006
    for _ in range(6):
        fx,fy=_bd(x,y); x=x+lon-fx; y=y+lat-fy
    return x,y
def convert(lon: Any, lat: Any, source: Datum, target: Datum):
    lon=np.asarray(lon,float).copy(); lat=np.asarray(lat,float).copy()
    if source==target: return lon,lat
    if source=="bd09": lon,lat=_unbd(lon,lat)
    if target=="wgs84": return _inv(lon,lat)
    if source=="wgs84": lon,lat=_fwd(lon,lat)
    return _bd(lon,lat) if target=="bd09" else (lon,lat)
def great_circle(lon1,lat1,lon2,lat2):
    a,b,c,d=(np.radians(np.asarray(v,float)) for v in (lon1,lat1,lon2,lat2))
    h=np.sin((d-b)/2)**2+np.cos(b)*np.cos(d)*np.sin((c-a)/2)**2
    return 2*EARTH_RADIUS_M*np.arcsin(np.sqrt(np.clip(h,0,1)))
def unit_xyz(lon,lat):
    x,y=np.radians(np.asarray(lon,float)),np.radians(np.asarray(lat,float))
    return np.stack([np.cos(y)*np.cos(x),np.cos(y)*np.sin(x),np.sin(y)],axis=-1)
