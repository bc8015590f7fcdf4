// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;
public final class NoiseSchedule {
  public static final int CLEAN=-1; final double[] b, ab;
  NoiseSchedule(double[] b){this.b=b; ab=new double[b.length]; double p=1; for(int i=0;i<b.length;i++){p*=1-b[i]; ab[i]=p;}}
  public static NoiseSchedule linear(double s,double e,int n){double[] b=new double[n]; for(int i=0;i<n;i++) b[i]=s+(e-s)*i/(n-1); return new NoiseSchedule(b);}
  public int steps(){return b.length;} public double alphaBar(int t){return t<0?1:ab[t];} public double beta(int t){return b[t];}
}
