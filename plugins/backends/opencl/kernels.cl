/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The device code of the backend opencl, in OpenCL C 1.2. A work-group is a worker: its work-items
 * stride through the worker's share, what they found is added up in an order that is always the
 * same, and the first of them writes the partial. No two operations may be joined to one (FMA):
 * then a term of pi has the bits that it has on the CPU.
 */
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#pragma OPENCL FP_CONTRACT OFF

/* A parbench_partial. */
typedef struct partial {
    double sum, compensation;
    ulong low, high;
    ulong items, index_sum, reserved[2];
} partial;

typedef struct wide {
    ulong low, high;
} wide;

typedef struct range {
    ulong begin, end;
} range;

/* As parbench_split. */
range share_of_group(ulong n)
{
    ulong workers = get_num_groups(0), worker = get_group_id(0);
    ulong share = n / workers, rest = n % workers;
    ulong begin = share * worker + min(worker, rest);
    return (range){begin, begin + share + (worker < rest ? 1 : 0)};
}

/* ---- the sums of a group, pairwise; the first work-item gets them --------------------------- */

double sum_of_group(local double *sums, double mine)
{
    size_t item = get_local_id(0), kept;
    sums[item] = mine;
    for (size_t count = get_local_size(0); count > 1; count = kept) {
        kept = (count + 1) / 2;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (item + kept < count)
            sums[item] += sums[item + kept];
    }
    return sums[item];
}

wide plus(wide a, wide b)
{
    ulong low = a.low + b.low;
    return (wide){low, a.high + b.high + (low < b.low ? 1 : 0)};
}

wide integer_sum_of_group(local wide *sums, wide mine)
{
    size_t item = get_local_id(0), kept;
    sums[item] = mine;
    for (size_t count = get_local_size(0); count > 1; count = kept) {
        kept = (count + 1) / 2;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (item + kept < count)
            sums[item] = plus(sums[item], sums[item + kept]);
    }
    return sums[item];
}

/* The first work-item's; it counts as parbench_work does. */
void hand_over(global partial *partials, range share, partial result)
{
    ulong count = share.end - share.begin;
    result.items = count;
    result.index_sum = count % 2 == 0 ? count / 2 * (share.begin + (share.end - 1))
                                      : count * (share.begin + count / 2);
    if (get_local_id(0) == 0)
        partials[get_group_id(0)] = result;
}

/* ---- pi -------------------------------------------------------------------------------------- */

/* A signed index, because some devices convert it faster. */
double term(ulong i, double h)
{
    double x = h * ((double)(long)i + 0.5);
    return 4.0 / (1.0 + x * x);
}

kernel void pi_plain(ulong n, global partial *partials, local double *sums, double h)
{
    range share = share_of_group(n);
    double sum = 0.0;
    for (ulong i = share.begin + get_local_id(0); i < share.end; i += get_local_size(0))
        sum += term(i, h);
    sum = sum_of_group(sums, sum);
    hand_over(partials, share, (partial){.sum = sum});
}

#define BITS_OF_2 0x4000000000000000UL

/* Terms are 2 + m 2^-51, of which the integers m are added. (docs/methodology.md, 3.6) */
kernel void pi_exact(ulong n, global partial *partials, local wide *sums, double h)
{
    range share = share_of_group(n);
    wide sum = {0, 0};
    for (ulong i = share.begin + get_local_id(0); i < share.end; i += get_local_size(0))
        sum = plus(sum, (wide){as_ulong(term(i, h)) - BITS_OF_2, 0});
    sum = integer_sum_of_group(sums, sum);
    hand_over(partials, share, (partial){.low = sum.low, .high = sum.high});
}

/* ---- triad ----------------------------------------------------------------------------------- */

/* The data are those of kernel triad. */
#define B_PERIOD 1021
#define C_PERIOD 1019

kernel void triad_fill(ulong n, global double *a, global double *b, global double *c)
{
    range share = share_of_group(n);
    for (ulong i = share.begin + get_local_id(0); i < share.end; i += get_local_size(0)) {
        a[i] = 0.0;
        b[i] = (double)(1 + i % B_PERIOD);
        c[i] = (double)(i / B_PERIOD % C_PERIOD);
    }
}

/* In vectors as far as there are whole ones; the sum is one of integers, and exact in any order. */
kernel void triad(ulong n, global partial *partials, local double *sums, double s,
                  global double *restrict a, global const double *restrict b,
                  global const double *restrict c)
{
    range share = share_of_group(n);
    ulong item = get_local_id(0), step = get_local_size(0);
    ulong vectors = (share.end - share.begin) / 4;
    double4 vector_sum = 0.0;
    for (ulong i = item; i < vectors; i += step) {
        double4 vector = vload4(i, b + share.begin) + s * vload4(i, c + share.begin);
        vstore4(vector, i, a + share.begin);
        vector_sum += vector;
    }
    double sum = vector_sum.x + vector_sum.y + vector_sum.z + vector_sum.w;
    for (ulong i = share.begin + 4 * vectors + item; i < share.end; i += step) {
        a[i] = b[i] + s * c[i];
        sum += a[i];
    }
    sum = sum_of_group(sums, sum);
    hand_over(partials, share, (partial){.sum = sum});
}
