"""Gi* and local Moran of all small areas of England and Wales, side by side: dmp, esda, pygeoda, and spdep with fewer draws.

Usage: bench/spatial_peers.py DMP LSOA_BOUNDARIES [PERMUTATIONS]
Makes a virtual environment of its own under the temporary folder for esda and pygeoda; spdep is Debian's r-cran-spdep.
Only esda draws as dmp does: conditionally, without replacement, afresh for every area. pygeoda (lookup table) shares its draws
between areas, spdep draws with replacement: they do less.
"""
import os, random, subprocess, sys, tempfile, time, venv

dmp, boundaries = sys.argv[1:3]
permutations = sys.argv[3] if len(sys.argv) > 3 else "9999"
folder = tempfile.mkdtemp(prefix="dmp-bench-")
python = os.path.join(folder, "venv", "bin", "python")


def timed(what, command):
    start = time.time()
    done = subprocess.run(command, capture_output=True, text=True)
    told = done.stdout.strip().splitlines()[-1:] if done.returncode == 0 else [done.stderr[-300:]]
    print(f"{what:<42} {time.time() - start:8.1f} s  {' '.join(told)}", flush=True)


gal, table = os.path.join(folder, "lsoa.gal"), os.path.join(folder, "lsoa.csv")
timed("dmp: weights from polygons", [dmp, "hotspots", "weights", boundaries, "-o", gal])
lines = open(gal).read().split("\n")[1:-1]
random.seed(1)
with open(table, "w") as out:
    out.write("id,value\n" + "".join(f"{line.split()[0]},{random.gammavariate(1.5, 3):.4f}\n" for line in lines[0::2]))
for method in ("gi-star", "local-moran"):
    timed(f"dmp: {method}, {permutations}", [dmp, "calc", method, table, "--neighbours", gal, "--permutations", permutations, "-o", os.path.join(folder, method + ".csv")])

venv.create(os.path.join(folder, "venv"), with_pip=True)
subprocess.run([python, "-m", "pip", "-q", "install", "esda", "libpysal", "geopandas", "numba", "pygeoda"], check=True)
esda = """
import sys, time, warnings; warnings.filterwarnings('ignore')
import libpysal, pandas as pd, esda
w = libpysal.io.open(sys.argv[1]).read(); y = pd.read_csv(sys.argv[2]).value.values
for name, run in (('warm', None), ('gi-star', lambda n: esda.G_Local(y, w, star=True, transform='B', permutations=n, n_jobs=2)), ('local-moran', lambda n: esda.Moran_Local(y, w, permutations=n, n_jobs=2))):
    if run is None: esda.Moran_Local(y, w, permutations=9, n_jobs=1); esda.G_Local(y, w, star=True, transform='B', permutations=9, n_jobs=1); continue
    t = time.time(); run(int(sys.argv[3])); print(name, round(time.time() - t, 1), 's without start', end='; ')
"""
timed(f"esda: both, {permutations}", [python, "-c", esda, gal, table, permutations])
geoda = """
import sys, time, warnings; warnings.filterwarnings('ignore')
import geopandas, pygeoda, pandas as pd
g = geopandas.read_file('/vsigzip/' + sys.argv[1] if sys.argv[1].endswith('.gz') else sys.argv[1]); g['value'] = pd.read_csv(sys.argv[2]).value.values
d = pygeoda.open(g); w = pygeoda.queen_weights(d)
for name, run in (('gi-star', pygeoda.local_gstar), ('local-moran', pygeoda.local_moran)):
    for way in ('complete', 'lookup-table'):
        t = time.time(); run(w, g.value, permutations=int(sys.argv[3]), permutation_method=way, cpu_threads=2); print(name, way, round(time.time() - t, 1), 's', end='; ')
"""
timed(f"pygeoda: both, {permutations}", [python, "-c", geoda, os.path.abspath(boundaries), table, permutations])
spdep = """
a <- commandArgs(TRUE); suppressMessages(library(spdep)); nb <- read.gal(a[1], override.id = TRUE); y <- read.csv(a[2])$value; n <- as.integer(a[3])
w <- nb2listw(include.self(nb), style = "B", zero.policy = TRUE); t <- Sys.time(); x <- localG_perm(y, w, nsim = n, zero.policy = TRUE); cat("gi-star", n, round(as.numeric(Sys.time() - t, units = "secs"), 1), "s\\n")
"""
timed("spdep: gi-star, 499", ["Rscript", "-e", spdep, gal, table, "499"])
