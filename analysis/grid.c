/* SPDX-License-Identifier: MIT */
#include "grid.h"

#include <math.h>

#include "base/banned.h"

/* Names as in the guide: a, b the ellipsoid's half axes, F0 the scale on the central meridian, n its flatness. */
static const double radian = 57.29577951308232, airy_a = 6377563.396, airy_b = 6356256.909;
static const double wgs_a = 6378137.0, wgs_b = 6356752.3141;
static const double scale = 0.9996012717, north_0 = -100000, east_0 = 400000;

/* Length of the meridian from 49 degrees north. */
static double meridian(double lat)
{
    double lat_0 = 49 / radian, n = (airy_a - airy_b) / (airy_a + airy_b), n2 = n * n, n3 = n * n * n;
    double less = lat - lat_0, plus = lat + lat_0;
    return airy_b * scale *
           ((1 + n + 1.25 * n2 + 1.25 * n3) * less - (3 * n + 3 * n2 + 2.625 * n3) * sin(less) * cos(plus) +
            (1.875 * n2 + 1.875 * n3) * sin(2 * less) * cos(2 * plus) -
            35.0 / 24 * n3 * sin(3 * less) * cos(3 * plus));
}

/* Radians on Airy's ellipsoid (terms VII to XIIA of the guide). */
static struct grid_degrees on_airy(double easting, double northing)
{
    double lat = (northing - north_0) / (airy_a * scale) + 49 / radian;
    for (int i = 0; i < 10 && fabs(northing - north_0 - meridian(lat)) > 1e-5; i++)
        lat += (northing - north_0 - meridian(lat)) / (airy_a * scale);
    double e2 = 1 - airy_b * airy_b / (airy_a * airy_a), s = sin(lat), t = tan(lat), t2 = t * t, t4 = t2 * t2;
    double nu = airy_a * scale / sqrt(1 - e2 * s * s);
    double rho = airy_a * scale * (1 - e2) * pow(1 - e2 * s * s, -1.5), eta2 = nu / rho - 1;
    double d = easting - east_0, d2 = d * d, nu3 = nu * nu * nu, nu5 = nu3 * nu * nu;
    double vii = t / (2 * rho * nu), viii = t / (24 * rho * nu3) * (5 + 3 * t2 + eta2 - 9 * t2 * eta2);
    double ix = t / (720 * rho * nu5) * (61 + 90 * t2 + 45 * t4), x = 1 / (cos(lat) * nu);
    double xi = (nu / rho + 2 * t2) / (cos(lat) * 6 * nu3), xii = (5 + 28 * t2 + 24 * t4) / (cos(lat) * 120 * nu5);
    return (struct grid_degrees){lat - vii * d2 + viii * d2 * d2 - ix * d2 * d2 * d2,
                                 -2 / radian + x * d - xi * d2 * d + xii * d2 * d2 * d};
}

struct grid_degrees grid_degrees(double easting, double northing)
{
    struct grid_degrees airy = on_airy(easting, northing);
    double e2 = 1 - airy_b * airy_b / (airy_a * airy_a), s = sin(airy.lat);
    double nu = airy_a / sqrt(1 - e2 * s * s);
    double x = nu * cos(airy.lat) * cos(airy.lon), y = nu * cos(airy.lat) * sin(airy.lon), z = (1 - e2) * nu * s;
    double second = 1 / 3600.0 / radian, rx = 0.1502 * second, ry = 0.2470 * second, rz = 0.8421 * second;
    double k = 1 - 20.4894e-6;
    double wx = 446.448 + k * x - rz * y + ry * z, wy = -125.157 + rz * x + k * y - rx * z;
    double wz = 542.060 - ry * x + rx * y + k * z, w2 = 1 - wgs_b * wgs_b / (wgs_a * wgs_a), p = hypot(wx, wy);
    double lat = atan2(wz, p * (1 - w2));
    for (int i = 0; i < 5; i++)
        lat = atan2(wz + w2 * wgs_a / sqrt(1 - w2 * sin(lat) * sin(lat)) * sin(lat), p);
    return (struct grid_degrees){lat * radian, atan2(wy, wx) * radian};
}
