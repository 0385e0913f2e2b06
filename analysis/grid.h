/* SPDX-License-Identifier: MIT */

/* grid — from the British National Grid to degrees.
 *
 * Takes   easting and northing in metres
 * Gives   latitude and longitude, WGS 84, within 5 m in Great Britain
 * Errors  none
 * Memory  none
 * Cost    about 1 us
 * After   Ordnance Survey, A Guide to Coordinate Systems in Great Britain (2020): Airy's ellipsoid, transverse Mercator
 *         turned round, a Helmert shift in place of the OSTN15 grid */
#ifndef ANALYSIS_GRID_H
#define ANALYSIS_GRID_H

struct grid_degrees {
    double lat, lon;
};

struct grid_degrees grid_degrees(double easting, double northing);

#endif
